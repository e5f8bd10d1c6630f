import type { ConversationId } from '@rookery/protocol';
import { useText } from '../../locales/text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useServer } from '../../sdk/use-server.ts';
import styles from './EarlierGone.module.css';

/** Stands above the first message that is kept, and says for how long messages are. Nothing where none were taken away for that. */
export const EarlierGone = ({ conversation }: { readonly conversation: ConversationId }) => {
  const text = useText();
  const server = useServer();
  const { entries, threads } = useInbox();
  const thread = threads.find((entry) => entry.conversation === conversation);
  const place = thread?.root?.conversation ?? conversation;
  const room = entries.find((entry) => entry.conversation === place)?.room;
  const least = (...some: readonly (number | null | undefined)[]) =>
    some.flatMap((one) => one ?? []).toSorted((a, b) => a - b)[0];
  const days = least(server?.retentionDays, room?.retentionDays);
  const count = least(server?.retentionMessages, room?.retentionMessages);
  if (days === undefined && count === undefined) return null;
  return (
    <p className={styles.gone}>
      {days === undefined
        ? text('timeline.keptCount', { count: count ?? 0 })
        : text('timeline.keptDays', { count: days })}
    </p>
  );
};
