import { asClientError, type Client } from '@rookery/client';
import type { ConversationId, Entry } from '@rookery/protocol';
import { cell } from '../../lib/cell.ts';
import { neededIn } from '../../lib/needed-count.ts';
import { text } from '../../locales/text.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { done } from './undo.ts';

/** Up to where a conversation is marked as read while the server has not said so yet. */
type Marking = ReadonlyMap<ConversationId, number>;
type Mark = { readonly conversation: ConversationId; readonly seq: number; readonly back: boolean };

const atOnce = 4;
const mostTries = 6;
const usualWaitMs = 1_000;

/** What the reader has just done away with: it is not shown, whatever the server says until then. */
export const marking = cell<Marking>(new Map());

export const isWaiting = (entry: Entry, being: Marking): boolean =>
  !entry.invited && entry.unread + neededIn(entry) > 0 && entry.head.seq > (being.get(entry.conversation) ?? -1);

const pause = (ms: number): Promise<void> => new Promise((again) => setTimeout(again, ms));

/** Sets a mark, again where the server has too much to do. */
const set = async (client: Client, { conversation, seq, back }: Mark): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await client.markRead(conversation, seq, { back });
      return;
    } catch (thrown) {
      const { retry, retryAfterMs } = asClientError(thrown);
      if (retry !== 'same-connection' || tries === mostTries) throw thrown;
      await pause(retryAfterMs ?? usualWaitMs);
    }
  }
};

/** Sets many, a few at a time. Throws the first failure when all have been tried. */
const setAll = async (client: Client, marks: readonly Mark[]): Promise<void> => {
  const left = [...marks];
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let mark = left.shift(); mark; mark = left.shift()) await set(client, mark).catch((why) => failures.push(why));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failures.length > 0) throw failures[0];
};

const hide = (entries: readonly Entry[]): void =>
  marking.set(
    new Map([...marking.get(), ...entries.map(({ conversation, head }) => [conversation, head.seq] as const)]),
  );

const showAgain = (entries: readonly Entry[]): void => {
  const gone = new Set(entries.map(({ conversation }) => conversation));
  marking.set(new Map([...marking.get()].filter(([conversation]) => !gone.has(conversation))));
};

/** Reads all of these up to what is there now, and says so with the way back: to where each was read before. */
export const markRead = (client: Client, entries: readonly Entry[], said: string): void => {
  if (entries.length === 0) return;
  hide(entries);
  const marks = entries.map(({ conversation, head }) => ({ conversation, seq: head.seq, back: false }));
  const isDone = setAll(client, marks).catch((thrown: unknown) => {
    showAgain(entries);
    tellFailure(thrown);
  });
  done(said, {
    rows: entries.map(({ conversation }) => conversation),
    takeBack: async () => {
      // One after the other, as the reader did it.
      await isDone;
      showAgain(entries);
      await setAll(
        client,
        entries.map(({ conversation, read }) => ({ conversation, seq: read, back: true })),
      );
    },
  });
};

/** All that waits, in all conversations. */
export const readAll = (client: Client): void => {
  const { entries, threads } = client.inbox.get();
  const waiting = [...entries, ...threads].filter((entry) => isWaiting(entry, marking.get()));
  markRead(client, waiting, text('inbox.allReadDone', { count: waiting.length }));
};
