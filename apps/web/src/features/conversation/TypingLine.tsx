import { isThreadId, type ConversationId, type User } from '@rookery/protocol';
import { useMe } from '../../sdk/use-session.ts';
import { useTypists } from '../../sdk/use-typists.ts';
import { nameAmong } from '../../lib/name-twins.ts';
import { useText } from '../../locales/text.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useSettings } from '../../sdk/use-settings.ts';
import { BarPlace } from './BarPlace.tsx';
import { SeenBy } from './SeenBy.tsx';
import styles from './TypingLine.module.css';

type Props = { readonly conversation: ConversationId };

/** Who is typing: two names at most; and who has seen what the reader said last; or that the connection is lost. Always as high, so nothing moves. */
export const TypingLine = ({ conversation }: Props) => {
  const text = useText();
  const me = useMe();
  const { users, more } = useTypists(conversation);
  const people = usePeople();
  const nameOf = (user: User) => nameAmong(text, people, people.get(user.id) ?? user);
  const blocked = useSettings()?.blocked;
  const others = users.filter(({ id }) => id !== me.id && !blocked?.includes(id));
  const count = others.length + more;
  const [first, second] = others;
  const words =
    !first || count === 0
      ? ''
      : count === 1 || !second
        ? text('typing.one', { name: nameOf(first) })
        : count === 2
          ? text('typing.two', { first: nameOf(first), second: nameOf(second) })
          : text('typing.many', { first: nameOf(first), second: nameOf(second), count });
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
      <SeenBy conversation={conversation} />
      <BarPlace isInFront={isThreadId(conversation)} />
    </div>
  );
};
