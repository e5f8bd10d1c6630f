import { useEffect, useRef, useState } from 'react';
import { authorOf, type TimelineView } from '@rookery/client';
import { nameOf } from '../../lib/name-of.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useText } from '../../locales/text.ts';

const everyMs = 2_000;
const mostByName = 3;

type Props = { readonly view: TimelineView };

/**
 * Tells a screen reader what others write in the open conversation: at most once in two seconds, and as a count when
 * there is much. Never the reader's own messages, changes, or history.
 */
export const Announcer = ({ view }: Props) => {
  const text = useText();
  const me = useMe().id;
  const { settings } = useClient();
  const [said, setSaid] = useState({ turn: 0, words: '' });
  const heard = useRef<number>(undefined);
  const queue = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  useEffect(() => {
    if (view.state !== 'ready' || view.hasNewer) return;
    const newest = view.items.findLast(({ kind }) => kind === 'message')?.message.seq ?? 0;
    const since = heard.current;
    heard.current = Math.max(newest, since ?? 0);
    const blocked = settings.get()?.blocked;
    if (since === undefined || newest <= since) return;
    for (const { message } of view.items.slice(-50)) {
      const { seq, user, content } = message;
      if (blocked?.includes(user.id)) continue;
      if (seq !== undefined && seq > since && user.id !== me && content !== undefined) {
        queue.current.push(
          text('announce.message', { name: nameOf(text, authorOf(message)), content: messageLine(message) }),
        );
      }
    }
    if (queue.current.length === 0 || timer.current !== undefined) return;
    const flush = () => {
      const waiting = queue.current.splice(0);
      const words = waiting.length > mostByName ? text('announce.count', { count: waiting.length }) : waiting.join(' ');
      setSaid(({ turn }) => ({ turn: turn + 1, words }));
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (queue.current.length > 0) flush();
      }, everyMs);
    };
    flush();
  }, [view, me, text, settings]);

  return (
    <div role="status" className="visually-hidden">
      {/* The same words once more are news too. */}
      <p key={said.turn}>{said.words}</p>
    </div>
  );
};
