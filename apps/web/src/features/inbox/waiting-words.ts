import type { Client } from '@rookery/client';
import type { Entry, Message, UserId } from '@rookery/protocol';
import { useEffect } from 'react';
import { cell } from '../../lib/cell.ts';
import { useObservable } from '../../lib/use-observable.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useMe } from '../../sdk/use-session.ts';

/** Which of the unread messages counts: the first one, or the first that calls the reader. */
export type Wanted = 'first' | 'mention';

type Found = ReadonlyMap<string, Message>;

const mostKept = 300;
const mostAtOnce = 3;
/** So many are looked through for a call; of what lies further on the server tells the latest. */
const page = 50;

const found = cell<Found>(new Map());
const asked = new Set<string>();
const waiting: (() => void)[] = [];
let running = 0;

/** A few at a time, in the order of the rows. */
const inTurn = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
  if (running >= mostAtOnce) await new Promise<void>((turn) => waiting.push(() => turn()));
  running += 1;
  try {
    return await ask();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
};

const find = async (client: Client, { conversation, read }: Entry, wanted: Wanted, me: UserId) => {
  const limit = wanted === 'first' ? 5 : page;
  const { messages } = await client.request('history:fetch', { conversation, after: read, limit });
  const others = messages.filter(({ deleted, user }) => !deleted && user.id !== me);
  if (wanted === 'first') return others[0] ?? messages[0];
  const call = others.find(({ mentions, all }) => all ?? mentions?.includes(me));
  if (call) return call;
  const { hits } = await client.search('', { conversation, mentions: 'me', limit: 1 });
  return hits[0]?.message ?? others[0];
};

const keyOf = ({ conversation, head, read }: Entry, wanted: Wanted, me: UserId): string =>
  `${me} ${conversation} ${head.epoch} ${read} ${wanted}`;

const put = (key: string, message: Message | undefined): void => {
  const next = new Map(found.get());
  next.delete(key);
  if (message) next.set(key, message);
  if (next.size > mostKept) next.delete(next.keys().next().value ?? '');
  found.set(next);
};

const load = (client: Client, entry: Entry, wanted: Wanted, me: UserId): void => {
  const key = keyOf(entry, wanted, me);
  if (asked.has(key)) return;
  asked.add(key);
  inTurn(() => find(client, entry, wanted, me)).then(
    (message) => {
      asked.delete(key);
      put(key, message);
    },
    // Once connected again, or with the next message, it is asked again.
    () => asked.delete(key),
  );
};

/** What `wordsOf` answers from, as it grows. */
export const useFoundWords = (): Found => useObservable(found);

/** The message of a conversation that the reader is to see in her inbox; undefined until it is known. */
export const wordsOf = (entry: Entry, wanted: Wanted, me: UserId, words: Found): Message | undefined =>
  // Where the inbox's line says it already, nothing is asked.
  entry.last && (entry.unread === 1 || entry.unread + entry.mentions === 0)
    ? entry.last
    : words.get(keyOf(entry, wanted, me));

/** The same, asked for where it is not known, and as it reads now. */
export const useWaitingWords = (entry: Entry, wanted: Wanted): Message | undefined => {
  const client = useClient();
  const me = useMe().id;
  const isConnected = useIsConnected();
  const message = wordsOf(entry, wanted, me, useFoundWords());
  const isUnknown = message === undefined && entry.unread + entry.mentions > 0;
  useEffect(() => {
    if (isConnected && isUnknown) load(client, entry, wanted, me);
  }, [client, entry, isConnected, isUnknown, wanted, me]);
  useEffect(() => {
    const forget = () => put(keyOf(entry, wanted, me), undefined);
    const ends = [
      client.on('step', (step) => {
        if (step.kind !== 'change') return;
        const { change } = step;
        if (change.conversation !== entry.conversation || !('seq' in change) || change.seq !== message?.seq) return;
        if (change.kind === 'edit' || change.kind === 'delete') forget();
      }),
      client.on('skipped', ({ conversation }) => {
        if (conversation === entry.conversation) forget();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [client, entry, message?.seq, wanted, me]);
  return message;
};
