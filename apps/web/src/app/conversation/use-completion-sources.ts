import { authorOf, type Person, type TimelineView } from '@rookery/client';
import { can, type Entry, type Room } from '@rookery/protocol';
import { useEffect, useMemo, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { usePeople } from '../../sdk/use-people.ts';
import { useMe } from '../../sdk/use-session.ts';

const none: readonly Person[] = [];

/** The first page of a room's members: those a mention is most likely for. */
const useFirstMembers = ({ room }: Entry): readonly Person[] => {
  const client = useClient();
  const [people, setPeople] = useState(none);
  const { id, members } = room ?? {};
  useEffect(() => {
    if (id === undefined) return;
    let current = true;
    client.members(id).then(
      (page) => current && setPeople(page.members.map(({ user }) => user)),
      // Without the list there are still those who write.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [client, id, members]);
  return people;
};

/** Whom a mention may be for: those in the conversation first, then everybody known. */
const useMentionable = (entry: Entry, view: TimelineView): readonly Person[] => {
  const me = useMe();
  const people = usePeople();
  const members = useFirstMembers(entry);
  return useMemo((): readonly Person[] => {
    const here = new Map(members.map((person) => [person.id, person]));
    if (entry.kind !== 'direct') for (const { message } of view.items) here.set(message.user.id, authorOf(message));
    for (const person of [entry.user ?? [], entry.users ?? []].flat()) here.set(person.id, person);
    for (const person of people.values()) if (!here.has(person.id)) here.set(person.id, person);
    here.delete(me.id);
    return [...here.values()]
      .map((person) => people.get(person.id) ?? person)
      .filter(({ deactivated }) => !deactivated);
    // The authors in view change with every message; the room's people are enough to follow.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [members, people, entry.kind, entry.user, entry.users, me.id]);
};

/** The rooms of the inbox: the same list until one of them changes, whatever is said in them. */
const useRooms = (): readonly Room[] => {
  const { entries } = useInbox();
  const now = entries.flatMap(({ room }) => room ?? []);
  const [rooms, setRooms] = useState(now);
  const isSame = rooms.length === now.length && rooms.every((room, index) => room === now[index]);
  if (!isSame) setRooms(now);
  return isSame ? rooms : now;
};

/** What can be named in a conversation by `@` and `#`, in its composer and its editors. */
export const useCompletionSources = (entry: Entry, view: TimelineView, isOfThread = false) => {
  const people = useMentionable(entry, view);
  const rooms = useRooms();
  // Who follows a thread is not known here.
  const reach = can(entry, 'mention_all') && !isOfThread ? (entry.room?.members ?? entry.users?.length ?? 1) - 1 : 0;
  return useMemo(() => ({ people, reach, rooms }), [people, reach, rooms]);
};
