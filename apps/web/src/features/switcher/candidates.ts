import type { Entry, Room } from '@rookery/protocol';
import type { Person } from '@rookery/client';
import { neededIn } from '../../lib/needed-count.ts';
import { conversationPath, paths } from '../../lib/paths.ts';
import { rankName as rank } from '@rookery/protocol';

export type Candidate = {
  readonly key: string;
  readonly kind: 'room' | 'direct' | 'group' | 'thread' | 'person';
  readonly name: string;
  readonly detail: string;
  readonly path: string;
  readonly person?: Person | undefined;
  /** Of a group: its line. */
  readonly group?: Entry | undefined;
  /** What its mark tells of it. */
  readonly room?: Room | undefined;
  /** Whoever it is with is gone. */
  readonly isGone: boolean;
  readonly unread: number;
  readonly needed: number;
};

const most = 12;
const mostStrange = 5;

type Sources = {
  readonly entries: readonly Entry[];
  readonly people: readonly Person[];
  /** Conversations visited, the latest first. */
  readonly recent: readonly string[];
  readonly open: string | undefined;
  readonly titleOf: (entry: Entry) => string;
};

/** Rooms, private conversations and people that answer the query; what waits for the reader and what she visited lately first. */
export const findCandidates = (query: string, { entries, people, recent, open, titleOf }: Sources): Candidate[] => {
  const wanted = query.trim().replace(/^[#@]/u, '');
  const onlyRooms = query.trim().startsWith('#');
  const onlyPeople = query.trim().startsWith('@');
  const scored: { candidate: Candidate; value: number }[] = [];

  const direct = new Set<string>();
  for (const entry of entries) {
    const { room, user, users = [], kind, unread, conversation } = entry;
    if (user) direct.add(user.id);
    if ((kind !== 'room' && onlyRooms) || (kind === 'room' && onlyPeople)) continue;
    const name = titleOf(entry);
    const named = [user ?? [], users].flat().flatMap(({ displayName, username }) => [displayName, username]);
    const fit = Math.max(...[name, ...named].map((one) => rank(one, wanted)));
    if (fit === 0) continue;
    const visited = recent.indexOf(conversation);
    const needed = neededIn(entry);
    // A good fit outweighs everything; among equals, what waits, then what was visited lately.
    const value =
      fit * 10 +
      (needed > 0 ? 90 : unread > 0 ? 60 : 0) +
      (visited < 0 ? 0 : 40 - Math.min(visited, 39)) -
      (conversation === open ? 400 : 0);
    scored.push({
      value,
      candidate: {
        key: conversation,
        kind,
        name,
        detail: room?.topic ?? (user ? `@${user.username}` : ''),
        isGone: user?.deactivated === true,
        path: conversationPath(entry),
        person: user,
        group: kind === 'group' ? entry : undefined,
        room,
        unread,
        needed,
      },
    });
  }
  if (!onlyRooms && (wanted !== '' || onlyPeople)) {
    for (const person of people) {
      if (direct.has(person.id) || person.deactivated) continue;
      const fit = Math.max(rank(person.displayName, wanted), rank(person.username, wanted));
      if (fit === 0) continue;
      scored.push({
        value: fit * 10 - 5,
        candidate: {
          key: person.id,
          kind: 'person',
          name: person.displayName,
          detail: `@${person.username}`,
          path: paths.direct(person.id),
          person,
          isGone: false,
          unread: 0,
          needed: 0,
        },
      });
    }
  }
  return scored
    .sort((a, b) => b.value - a.value)
    .slice(0, most)
    .map(({ candidate }) => candidate);
};

/** Public rooms that the reader is not in yet, as the server found them. */
export const strangeRooms = (rooms: readonly Room[], entries: readonly Entry[]): Candidate[] =>
  rooms
    .filter(({ id }) => !entries.some(({ conversation }) => conversation === id))
    .slice(0, mostStrange)
    .map((room) => ({
      key: room.id,
      kind: 'room',
      name: room.name,
      detail: room.topic ?? '',
      path: paths.room(room.id),
      room,
      isGone: false,
      unread: 0,
      needed: 0,
    }));
