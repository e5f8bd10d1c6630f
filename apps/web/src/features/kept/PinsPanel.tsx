import { can } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { conversationPath, paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { usePins } from '../../sdk/use-pins.ts';
import type { PanelProps } from '../../shell/feature.ts';
import { ListNote } from './ListNote.tsx';
import { MessageCard } from './MessageCard.tsx';
import styles from './Kept.module.css';

/** What is pinned for all who read the conversation, the latest pin first. */
export const PinsPanel = ({ entry }: PanelProps) => {
  const text = useText();
  const keeping = useKeeping();
  const { conversation } = entry;
  const { pins, failure, again } = usePins(conversation);
  if (!pins || pins.length === 0)
    return <ListNote isKnown={pins !== undefined} failure={failure} empty={text('pins.none')} again={again} />;
  return (
    <div className={styles.scroll}>
      <ul className={styles.list}>
        {pins.map((message) => (
          <MessageCard key={message.seq} message={message} path={paths.message(conversationPath(entry), message.seq)}>
            {can(entry, 'pin') && (
              <Button
                look="plain"
                onClick={() => void keeping.pin(conversation, message.seq, false).catch(tellFailure)}
              >
                {text('pins.unpin')}
              </Button>
            )}
          </MessageCard>
        ))}
      </ul>
    </div>
  );
};
