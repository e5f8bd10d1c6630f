import type { ConversationId } from '@rookery/protocol';
import { useCallback } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import { absoluteTime } from '../../lib/dates.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { Asked } from '../../shell/Asked.tsx';
import type { Closable } from '../../shell/closable.ts';
import { MessageBody } from './MessageBody.tsx';
import styles from './EditsDialog.module.css';

type Props = Closable & { readonly conversation: ConversationId; readonly seq: number };

/** The former texts of a message, the oldest first. */
export const EditsDialog = ({ conversation, seq, onClose }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const keeping = useKeeping();
  const ask = useCallback(() => keeping.edits(conversation, seq), [keeping, conversation, seq]);
  return (
    <Dialog reads title={text('edits.title')} closeLabel={text('close')} onClose={onClose}>
      <Asked ask={ask}>
        {(versions) =>
          versions.length === 0 ? (
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
          )
        }
      </Asked>
    </Dialog>
  );
};
