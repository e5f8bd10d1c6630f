import { limits } from '@rookery/protocol';
import { useId, useRef } from 'react';
import { TextArea } from '../design/TextArea.tsx';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import type { Closable } from '../shell/closable.ts';
import { FormDialog } from '../shell/FormDialog.tsx';
import type { Upload } from './tray.ts';
import { describe } from './uploads.ts';
import styles from './Tray.module.css';

type Props = Closable & { readonly upload: Upload };

/** Says what a picture shows, for whoever cannot see it. */
export const AltDialog = ({ upload, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  return (
    <FormDialog
      title={text('alt.title')}
      yes={text('alt.keep')}
      ownWords={{}}
      onClose={onClose}
      act={(field) => {
        void describe(client, upload.entry.id, field('alt'));
        return undefined;
      }}
    >
      {() => (
        <>
          {upload.url !== undefined && <img className={styles.described} src={upload.url} alt="" />}
          <label htmlFor={id}>{text('alt.hint', { name: upload.entry.name })}</label>
          <TextArea
            ref={area}
            id={id}
            name="alt"
            className={styles.alt}
            data-autofocus
            maxLength={limits.altChars}
            defaultValue={upload.entry.details?.alt}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
            }}
          />
        </>
      )}
    </FormDialog>
  );
};
