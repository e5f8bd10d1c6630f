import type { Message } from '@rookery/protocol';
import { messageLine } from '../../lib/plain-line.ts';
import { useText } from '../../locales/text.ts';
import { useIsBlocked } from '../../sdk/use-settings.ts';
import { useMe } from '../../sdk/use-session.ts';

type Props = {
  readonly message: Message;
  /** Who said it, where that is not plain. */
  readonly who: string | undefined;
};

/** From the name on, so many letters before it may stand: further on it would not be seen. */
const lead = 40;

/** One line of a message; where it calls the reader, by her name or with all, that is marked and not cut off. */
export const Words = ({ message, who }: Props) => {
  const text = useText();
  const me = useMe();
  const isBlocked = useIsBlocked(message.user.id);
  const line =
    message.content === undefined ? text('message.deleted') : isBlocked ? text('block.folded') : messageLine(message);
  const isNamed = message.mentions?.includes(me.id) === true;
  const name = isNamed ? `@${me.username}` : '@all';
  const isCalled = (isNamed || message.all === true) && !isBlocked;
  const at = isCalled ? line.toLowerCase().indexOf(name.toLowerCase()) : -1;
  const from = at > lead ? Math.max(0, line.lastIndexOf(' ', at - lead / 2)) : 0;
  return (
    <>
      {who !== undefined && <bdi>{text('inbox.says', { name: who })}</bdi>}
      {at < 0 ? (
        line
      ) : (
        <>
          {from > 0 && '… '}
          {line.slice(from, at)}
          <mark>{line.slice(at, at + name.length)}</mark>
          {line.slice(at + name.length)}
        </>
      )}
    </>
  );
};
