import type { ConversationId } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { absoluteTime } from '../../lib/dates.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import type { Closable } from '../../shell/closable.ts';
import { MessageBody } from './MessageBody.tsx';
import styles from './EditsDialog.module.css';

type Version = { readonly content: string; readonly at: number };
type Props = Closable & { readonly conversation: ConversationId; readonly seq: number };

/** The former texts of a message, the oldest first. */
export const EditsDialog = ({ conversation, seq, onClose }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const [versions, setVersions] = useState<readonly Version[]>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    keeping.edits(conversation, seq).then(setVersions, setFailure);
  }, [keeping, conversation, seq]);
  return (
    <Dialog reads title={text('edits.title')} closeLabel={text('close')} onClose={onClose}>
      {failure !== undefined ? (
        <p role="status">{thrownText(text, failure)}</p>
      ) : !versions ? (
        <div aria-busy="true">
          <Skeleton width="100%" height={48} />
        </div>
      ) : versions.length === 0 ? (
        <p>{text('edits.none')}</p>
      ) : (
        <ol className={styles.versions}>
          {versions.map(({ content, at }, index) => (
            <li key={index}>
              <time dateTime={new Date(at).toISOString()}>{absoluteTime(at, locale)}</time>
              <MessageBody content={content} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
};
