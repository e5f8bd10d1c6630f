import type { Person } from '@rookery/client';
import { limits, type ConversationId, type Entry, type UserId } from '@rookery/protocol';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useClient } from './ClientContext.ts';
import { useIsConnected } from './use-connection.ts';
import { useKeeping } from './use-keeping.ts';
import { usePeople } from './use-people.ts';
import { useSettings } from './use-settings.ts';

type Marks = ReadonlyMap<UserId, number>;
const none: Marks = new Map();

/** As far as the server tells of it: in conversations of few. */
const isSmall = ({ kind, room, invited }: Entry): boolean =>
  !invited &&
  (kind === 'direct' || kind === 'group' || (kind === 'room' && (room?.members ?? Infinity) <= limits.receiptPeople));

/** Who has read a message, of those who show it, while the reader shows hers: asked once a connection, and kept up to date between. */
export const useReceipts = (entry: Entry | undefined, seq: number | undefined): readonly Person[] => {
  const client = useClient();
  const keeping = useKeeping();
  const people = usePeople();
  const isConnected = useIsConnected();
  const isShown = useSettings()?.receipts === true;
  const isTold = isShown && isConnected && entry !== undefined && isSmall(entry);
  const [known, setKnown] = useState<{ readonly of: ConversationId | undefined; readonly marks: Marks }>({
    ...{ of: undefined, marks: none },
  });
  const conversation = entry?.conversation;
  const isAsked = useRef(false);

  const raise = useEffectEvent((raised: readonly { readonly user: UserId; readonly seq: number }[]): void => {
    setKnown(({ of, marks: before }) => {
      const marks = new Map(of === conversation ? before : none);
      for (const { user, seq: read } of raised) marks.set(user, Math.max(read, marks.get(user) ?? 0));
      return { of: conversation, marks };
    });
    const unknown = raised.map(({ user }) => user).filter((user) => !client.people.get(user));
    if (unknown.length > 0) void client.request('people:look', { users: unknown }).catch(() => undefined);
  });
  useEffect(() => {
    isAsked.current = false;
    if (!isTold) return;
    return client.on('receipts', ({ conversation: of, user, seq: read }) => {
      if (of === conversation) raise([{ user, seq: read }]);
    });
  }, [client, conversation, isTold]);
  useEffect(() => {
    // Of later messages the events tell.
    if (!isTold || conversation === undefined || seq === undefined || isAsked.current) return;
    isAsked.current = true;
    keeping.receipts(conversation, seq).then(raise, () => undefined);
  }, [keeping, conversation, isTold, seq]);

  if (!isTold || known.of !== conversation) return [];
  return [...known.marks].flatMap(([user, read]) => {
    const person = people.get(user);
    return person && read >= (seq ?? Infinity) ? [person] : [];
  });
};
