import type { ConversationId } from '@rookery/protocol';
import type { AboutRecord, ConversationRecord, StoreRecord } from '../domain/store-record.ts';
import type { StoreLife, StoreSink } from '../ports/store-sink.ts';
import type { ReadUpTo, StoreSource } from '../ports/store-source.ts';

/** Messages read at once. */
export const copiedAtOnce = 500;
/** Records written at once. */
const writtenAtOnce = 4_000;

/** One conversation's messages, after a position and up to the moment at which nothing is missing. Answers where that is; null where there is none any more. */
export async function copyLog(
  source: StoreSource,
  conversation: ConversationId,
  after: ReadUpTo | null,
  write: (records: readonly StoreRecord[]) => Promise<void>,
): Promise<ReadUpTo | null> {
  for (let held = after; ;) {
    const part = await source.log(conversation, held, copiedAtOnce);
    if (part === null) return null;
    // Its history was rewritten: what was written of it is written again.
    if (part === 'restart') {
      held = null;
      continue;
    }
    if (part.messages.length > 0) await write(part.messages);
    if (part.isWhole) return part.reached;
    held = part.reached;
  }
}

/** What is beside a log, as of the moment up to which its messages were read: what came later is not there yet. */
export function asOf(
  records: readonly AboutRecord[],
  { epoch, seq, rev }: ReadUpTo,
  lastId: ConversationRecord['lastId'],
): AboutRecord[] {
  let lastChange: string | null = null;
  for (const record of records) if (record.kind === 'change' && record.rev === rev) lastChange = record.id;
  return records.flatMap((record): AboutRecord[] => {
    if (record.kind === 'change' && record.rev > rev) return [];
    if (record.kind !== 'conversation' || (record.epoch === epoch && record.seq === seq && record.rev === rev))
      return [record];
    // Where nothing was said since, the last message is the same.
    const last = record.seq === seq ? record.lastId : lastId;
    return [
      { ...record, epoch, seq, rev, lastId: last, lastChange: record.rev === rev ? record.lastChange : lastChange },
    ];
  });
}

/** Copies everything into a store in which there is nothing. Nothing may write to the source meanwhile, or it is copied as of some moment of the copying. */
export async function copyStore(
  source: StoreSource,
  sink: StoreSink,
  life: StoreLife,
  report: (done: { readonly conversations: number; readonly messages: number }) => void = () => undefined,
): Promise<void> {
  let [conversations, messages] = [0, 0];
  const waiting: StoreRecord[] = [];
  const write = async (records: readonly StoreRecord[], isLast = false): Promise<void> => {
    waiting.push(...records);
    if (waiting.length < writtenAtOnce && !isLast) return;
    await sink.write(waiting.splice(0));
  };
  for (const conversation of await source.conversations()) {
    let last: { readonly seq: number; readonly id: ConversationRecord['lastId'] } = { seq: 0, id: null };
    const reached = await copyLog(source, conversation, null, async (records) => {
      for (const record of records) {
        if (record.kind === 'message' && record.seq >= last.seq) last = { seq: record.seq, id: record.id };
      }
      messages += records.length;
      await write(records);
    });
    if (reached === null) continue;
    await write(asOf(await source.about(conversation), reached, last.id));
    conversations += 1;
    report({ conversations, messages });
  }
  for (const user of await source.people()) await write(await source.person(user));
  for await (const part of source.server()) await write(part);
  await write([], true);
  await sink.finish(life);
}
