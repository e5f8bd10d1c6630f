import { createHash } from 'node:crypto';
import type { ConversationId } from '@rookery/protocol';
import type { MessageRecord, StoreRecord } from '../domain/store-record.ts';
import type { StoreSink } from '../ports/store-sink.ts';
import type { ReadUpTo, StoreSource } from '../ports/store-source.ts';

/** Messages of one read, and records of one write. */
const atOnce = 500;

/** What was copied of a conversation: how far, and what each of its messages was, by number. */
type Copied = {
  upTo: ReadUpTo | null;
  readonly hashes: Map<number, string>;
  compared: ReadUpTo | null;
  /** Where its log ends in the copy. */
  ends: ReadUpTo | null;
};

export type CopyCounts = { readonly conversations: number; readonly messages: number; readonly people: number };

/**
 * Copies a store that is written to meanwhile into an empty one: `messages` again and again, each time what has come since, until little does; then, when nothing is written any more, once more,
 * and `rest`. It remembers what it has read of each message (some 80 bytes), and `check` compares that with what the copy answers.
 */
export class LiveCopy {
  readonly #from: StoreSource;
  readonly #to: StoreSink;
  readonly #copied = new Map<ConversationId, Copied>();
  #people = 0;
  #waiting: StoreRecord[] = [];

  constructor(from: StoreSource, to: StoreSink) {
    this.#from = from;
    this.#to = to;
  }

  /** Answers how many were written. */
  async messages(told: (written: number) => void = () => undefined): Promise<number> {
    let written = 0;
    const conversations = await this.#from.conversations();
    const there = new Set(conversations);
    for (const known of this.#copied.keys()) if (!there.has(known)) this.#copied.delete(known);
    for (const conversation of conversations) {
      for (let isWhole = false; !isWhole;) {
        const copied = this.#of(conversation);
        const part = await this.#from.log(conversation, copied.upTo, atOnce);
        if (part === null || part === 'restart') {
          this.#copied.delete(conversation);
          // Its log is another one: from the beginning.
          if (part === 'restart') continue;
          break;
        }
        for (const message of part.messages) copied.hashes.set(message.seq, hashOf(message));
        written += part.messages.length;
        await this.#write(part.messages);
        copied.upTo = part.reached;
        ({ isWhole } = part);
        told(written);
      }
    }
    await this.#flush();
    return written;
  }

  /** All that is beside messages. Answers how many records that is. */
  async rest(): Promise<number> {
    let written = 0;
    const write = async (records: readonly StoreRecord[]): Promise<void> => {
      written += records.length;
      await this.#write(records);
    };
    await this.#to.forgetAllButMessages();
    for (const conversation of await this.#from.conversations()) await write(await this.#from.about(conversation));
    const people = await this.#from.people();
    this.#people = people.length;
    for (const user of people) await write(await this.#from.person(user));
    for await (const records of this.#from.server()) await write(records);
    await this.#flush();
    return written;
  }

  /**
   * Compares messages in the copy with what was read, as far as that was not done before: all of them, also while more come. Throws an error that names the first difference. To be
   * called after `rest`.
   */
  async compare(copy: StoreSource): Promise<void> {
    for (const [conversation, copied] of this.#copied) {
      let at = copied.compared;
      for (let isWhole = false; !isWhole;) {
        const part = await copy.log(conversation, at, atOnce);
        if (part === null || part === 'restart') throw new Error(`The copy lacks the conversation ${conversation}.`);
        for (const message of part.messages)
          if (copied.hashes.get(message.seq) !== hashOf(message))
            throw new Error(`Message ${message.seq} of ${conversation} is another one in the copy.`);
        at = part.reached;
        ({ isWhole } = part);
      }
      copied.ends = at;
      // Its head may be of a later moment than what was copied of its messages.
      const { upTo } = copied;
      copied.compared = at && upTo && { ...at, seq: Math.min(at.seq, upTo.seq), rev: Math.min(at.rev, upTo.rev) };
    }
  }

  /** When nothing is written any more: compares, with where each log ends, and how much there is of everything. */
  async check(copy: StoreSource): Promise<CopyCounts> {
    await this.compare(copy);
    let messages = 0;
    for (const [conversation, { upTo, ends, hashes }] of this.#copied) {
      if (ends?.epoch !== upTo?.epoch || ends?.seq !== upTo?.seq || ends?.rev !== upTo?.rev)
        throw new Error(`The log of ${conversation} ends elsewhere in the copy.`);
      messages += hashes.size;
    }
    const counts = { conversations: this.#copied.size, messages, people: this.#people };
    const [conversations, people] = [await copy.conversations(), await copy.people()];
    if (conversations.length !== counts.conversations || people.length !== counts.people)
      throw new Error(
        `The copy has ${conversations.length} conversations of ${counts.conversations} and ${people.length} people of ${counts.people}.`,
      );
    return counts;
  }

  #of(conversation: ConversationId): Copied {
    const known = this.#copied.get(conversation);
    if (known) return known;
    const made: Copied = { upTo: null, hashes: new Map(), compared: null, ends: null };
    this.#copied.set(conversation, made);
    return made;
  }

  async #write(records: readonly StoreRecord[]): Promise<void> {
    for (const record of records) this.#waiting.push(record);
    if (this.#waiting.length >= atOnce) await this.#flush();
  }

  async #flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    if (records.length > 0) await this.#to.write(records);
  }
}

const hashOf = (message: MessageRecord): string =>
  createHash('sha1')
    .update(JSON.stringify(ordered(inEveryStore(message))))
    .digest('base64url')
    .slice(0, 12);

/** By which revs its former texts are known apart not every store keeps: their order says as much. */
const inEveryStore = ({ former, ...message }: MessageRecord) => ({
  ...message,
  former: former?.map(({ content, at }) => ({ content, at })),
});

/** The same value is the same text, in whatever order its fields were made. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    entries.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, field]) => [name, ordered(field)]),
  );
}
