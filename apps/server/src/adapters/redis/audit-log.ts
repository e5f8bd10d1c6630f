import type { ConversationId, UserId } from '@rookery/protocol';
import { recordAfter } from '../../domain/audit.ts';
import type { AuditEntry, AuditHead, AuditRecord } from '../../domain/audit.ts';
import type { DueHints } from '../../domain/due-hints.ts';
import { newWord } from '../../domain/new-id.ts';
import type { OwedTask } from '../../domain/task.ts';
import { unreadableCursor } from '../../domain/unreadable-cursor.ts';
import type { AuditFilter, AuditLog } from '../../ports/audit-log.ts';
import { auditKeys, owedKeys } from './keys.ts';
import { parseEntry, parseRecord, recordText } from './packing/audit-json.ts';
import { dueMember } from './packing/due-member.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import { deadlineMs, unavailable } from './shards.ts';
import type { Shards } from './shards.ts';

/** Records brought over in one step. */
const broughtAtOnce = 100;
/** How long an act waits for its record: after that the task brings it over. */
const patienceMs = 1_000;
/** Records looked at for one page with both filters. */
const lookedThrough = 500;

/** What an act's script is given last: the keys that it leaves its record under, and the record's id, the same for each attempt. */
export const owing = (subject: ConversationId | UserId): { readonly keys: readonly string[]; readonly id: string } => ({
  keys: owedKeys(subject),
  id: newWord(),
});

/**
 * The log lies in one slot, since its records form one chain; acts happen in the slots of conversations and people. Their scripts leave the records
 * there (`_owe.lua`), and this brings them over: right after the act, or, where that is cut off, by the task. [AUD-3]
 */
export class RedisAuditLog implements AuditLog {
  readonly #shards: Shards;
  readonly #hints: DueHints;
  /** This node's writes to the log go one after the other: else they would only get into each other's way. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(shards: Shards, hints: DueHints) {
    this.#shards = shards;
    this.#hints = hints;
  }

  record(entry: AuditEntry): Promise<void> {
    return this.#add([entry]);
  }

  #add(entries: readonly AuditEntry[]): Promise<void> {
    const added = this.#last.then(() => this.#addNow(entries));
    this.#last = added.catch(() => undefined);
    return added;
  }

  /**
   * Hashes are made here, since scripts know no SHA-256: so the log takes the records only if it still ends where it ended when they were made. Also where it has all of them
   * its end is written: one machine alone may have them, of an attempt that was not confirmed, and whoever has left them elsewhere is about to forget them.
   */
  async #addNow(entries: readonly AuditEntry[]): Promise<void> {
    const end = performance.now() + deadlineMs;
    while (performance.now() < end) {
      const [n, hash, ...known] = list(
        await this.#shards.run({ script: script('audit-head'), keys: auditKeys, args: entries.map(({ id }) => id) }),
      );
      const from: AuditHead = { n: number(n), hash: text(hash) };
      const fresh = new Map(entries.filter((_, index) => text(known[index]) !== '1').map((entry) => [entry.id, entry]));
      const records: AuditRecord[] = [];
      for (const entry of fresh.values()) records.push(recordAfter(records.at(-1) ?? from, entry));
      const { reply } = await this.#shards.commit({
        script: script('audit-append'),
        keys: auditKeys,
        args: [from.n, records.at(-1)?.hash ?? from.hash, ...records.flatMap(toArguments)],
      });
      if (text(reply) === 'added') return;
    }
    throw unavailable(new Error('other nodes were always faster'));
  }

  async list({ room, user }: AuditFilter, cursor: string | undefined, limit: number) {
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw unreadableCursor();
    const below = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const isBoth = room !== undefined && user !== undefined;
    const found = await this.#page(room ?? user ?? '', below, isBoth ? lookedThrough : limit + 1);
    const fits = isBoth ? found.filter(({ entry }) => entry.user === user || entry.by === user) : found;
    const rows = fits.slice(0, limit);
    const hasMore = fits.length > limit || (isBoth && found.length === lookedThrough);
    // Where nothing fits any more the next page goes on below what was looked through.
    const last = fits.length > limit ? rows.at(-1) : found.at(-1);
    return { rows, next: hasMore && last ? String(last.n) : null };
  }

  async #page(of: string, below: number, limit: number): Promise<AuditRecord[]> {
    const reply = await this.#shards.run({ script: script('audit-page'), keys: auditKeys, args: [of, below, limit] });
    return list(reply).map((row) => {
      const [n, json] = list(row);
      return parseRecord(number(n), text(json));
    });
  }

  async read(after: number, limit: number) {
    const reply = await this.#shards.run({ script: script('audit-read'), keys: auditKeys, args: [after, limit] });
    const [n, hash, ...flat] = list(reply);
    const records: AuditRecord[] = [];
    for (let at = 0; at < flat.length; at += 2) {
      // One that is not there is missing for the check too.
      if (text(flat[at + 1]) !== '') records.push(parseRecord(number(flat[at]), text(flat[at + 1])));
    }
    return { records, head: { n: number(n), hash: text(hash) } };
  }

  async settle(subject: ConversationId | UserId): Promise<void> {
    const keys = owedKeys(subject);
    const name = dueMember(owedTask(subject));
    for (let left = 1; left > 0;) {
      const owed = list(
        await this.#shards.run({ script: script('owed'), keys: keys.slice(0, 1), args: [broughtAtOnce] }),
      ).map(text);
      if (owed.length > 0) await this.#add(owed.map(parseEntry));
      const { reply } = await this.#shards.commit({ script: script('owed-settle'), keys, args: [name, ...owed] });
      left = number(reply);
    }
  }

  /** After an act: brings its record over, so that whoever did it finds it there. Where that takes too long, or fails, the act is done all the same. */
  async settleSoon(subject: ConversationId | UserId): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    const settled = this.settle(subject).catch(() => this.#hints.tell(owedTask(subject)));
    await Promise.race([settled, late]);
    clearTimeout(timer);
  }
}

const owedTask = (subject: ConversationId | UserId): OwedTask => ({ kind: 'owed', consumer: 'audit', subject });

const toArguments = (record: AuditRecord): readonly string[] => [
  record.entry.id,
  recordText(record),
  record.entry.room ?? '',
  record.entry.user ?? '',
  record.entry.by ?? '',
];
