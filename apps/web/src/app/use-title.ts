import type { Entry } from '@rookery/protocol';
import { useEffect } from 'react';
import { useText } from '../locales/text.ts';
import type { Place } from '../lib/paths.ts';

/** What calls for the reader, over all conversations: mentions, private messages, invitations. */
export const neededCount = (entries: readonly Entry[]): number =>
  entries.reduce(
    (sum, { kind, unread, mentions, invited }) => sum + (invited ? 1 : kind === 'direct' ? unread : mentions),
    0,
  );

/** The tab's title: where the reader is, and how much calls for her. A dot where there is only unread. */
export const titleOf = (where: string, entries: readonly Entry[]): string => {
  const needed = neededCount(entries);
  const badge =
    needed > 0 ? `(${needed > 99 ? '99+' : needed}) ` : entries.some(({ unread }) => unread > 0) ? '• ' : '';
  return `${badge}${where === '' ? '' : `${where} – `}Rookery`;
};

export const useTitle = (entries: readonly Entry[], open: Entry | undefined, kind: Place['kind']): void => {
  const text = useText();
  const where = open?.room
    ? `# ${open.room.name}`
    : (open?.user?.displayName ??
      (kind === 'rooms' ? text('rooms.find') : kind === 'inbox' ? text('inbox.title') : ''));
  const title = titleOf(where, entries);
  useEffect(() => {
    document.title = title;
  }, [title]);
};
