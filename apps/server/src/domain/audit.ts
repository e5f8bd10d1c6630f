import { createHash } from 'node:crypto';
import type { AuditAct, ConversationId, UserId } from '@rookery/protocol';

/** What an act changed, by field. Nothing that people wrote in messages. */
export type AuditDetails = Readonly<
  Record<string, string | number | boolean | null | readonly string[] | Readonly<Record<string, string>>>
>;

/** One act of power. `by` is null where it was done from the shell. */
export type AuditEntry = {
  /** Its own, from the moment of the act on: by it a record that is written twice is known. */
  readonly id: string;
  /** ms since the epoch, by the store's clock. */
  readonly at: number;
  readonly by: UserId | null;
  /** The event that asked for it, or the way to the same thing without an event. */
  readonly act: AuditAct;
  readonly room?: ConversationId | undefined;
  /** The room's name at that time, of a public one. */
  readonly name?: string | undefined;
  readonly user?: UserId | undefined;
  /** Of the message. */
  readonly seq?: number | undefined;
  readonly before?: AuditDetails | undefined;
  readonly after?: AuditDetails | undefined;
  readonly reason?: string | undefined;
};

/** In the place of what is no entry any more. */
export const unreadableEntry: AuditEntry = { id: '', at: 0, by: null, act: 'unreadable' };

/** An entry in its place: numbered 1, 2, 3, … over the whole server, and tied to the record before it. */
export type AuditRecord = {
  readonly n: number;
  readonly entry: AuditEntry;
  /** `hash` of the record before; '' of the first. */
  readonly previous: string;
  readonly hash: string;
};

/** Where the log ends: the last record's number and hash; 0 and '' before the first. */
export type AuditHead = { readonly n: number; readonly hash: string };

/** The same value gives the same text, always: keys in order, nothing between, what is undefined left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

const hashOf = (n: number, previous: string, entry: AuditEntry): string =>
  createHash('sha256').update(canonicalJson({ n, previous, entry })).digest('base64url');

/** The record that follows what is there. */
export function recordAfter(head: AuditHead, entry: AuditEntry): AuditRecord {
  const n = head.n + 1;
  return { n, entry, previous: head.hash, hash: hashOf(n, head.hash, entry) };
}

/** What is wrong with the log: a number of a record, and a sentence. */
export type AuditFault = { readonly n: number; readonly what: string };

/**
 * Reads the log in its order and says where it is not as it was written. It finds records that were changed, are missing (at the end too) or stand in
 * another's place; not a log that somebody has written anew from some record on, with all hashes after it: who fears that keeps an export elsewhere.
 */
export class AuditChain {
  #last: AuditHead = { n: 0, hash: '' };
  readonly faults: AuditFault[] = [];

  /** Records of which faults were kept; there may be more. */
  static readonly mostFaults = 1_000;

  add(record: AuditRecord): void {
    const { n, previous, hash, entry } = record;
    if (n !== this.#last.n + 1)
      this.#fault(
        this.#last.n + 1,
        n - this.#last.n === 2 ? 'is missing' : `and all up to record ${n - 1} are missing`,
      );
    if (hashOf(n, previous, entry) !== hash) this.#fault(n, `(${entry.act}, ${entry.id}) is not as it was written`);
    else if (n === this.#last.n + 1 && previous !== this.#last.hash)
      this.#fault(n, `(${entry.act}, ${entry.id}) was written after another record than the one that is before it now`);
    this.#last = { n, hash };
  }

  end(head: AuditHead): readonly AuditFault[] {
    if (head.n > this.#last.n)
      this.#fault(
        this.#last.n + 1,
        head.n === this.#last.n + 1 ? 'is missing, the last' : `and all up to record ${head.n}, the last, are missing`,
      );
    else if (head.n !== this.#last.n || head.hash !== this.#last.hash)
      this.#fault(this.#last.n, 'is not the one with which the log ended');
    return this.faults;
  }

  #fault(n: number, what: string): void {
    if (this.faults.length < AuditChain.mostFaults) this.faults.push({ n, what: `Record ${n} ${what}.` });
  }
}
