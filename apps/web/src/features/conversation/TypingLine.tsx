import type { ConversationId } from '@rookery/protocol';
import { useMe, useTypists } from '../../chat/ChatContext.ts';
import { useText } from '../../locales/text.ts';
import styles from './TypingLine.module.css';

type Props = { readonly conversation: ConversationId };

/** Who is typing: two names at most. Always as high, so nothing moves. */
export const TypingLine = ({ conversation }: Props) => {
  const text = useText();
  const me = useMe();
  const { users, more } = useTypists(conversation);
  const others = users.filter(({ id }) => id !== me.id);
  const count = others.length + more;
  const [first, second] = others;
  const words =
    !first || count === 0
      ? ''
      : count === 1 || !second
        ? text('typing.one', { name: first.displayName })
        : count === 2
          ? text('typing.two', { first: first.displayName, second: second.displayName })
          : text('typing.many', { first: first.displayName, second: second.displayName, count });
  return (
    <div className={styles.line}>
      {words !== '' && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{words}</bdi>
        </>
      )}
    </div>
  );
};
