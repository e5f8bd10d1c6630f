import type { DatabaseSync } from 'node:sqlite';
import type { ConversationId, Position } from '@rookery/protocol';
import type { IndexedMessage } from '../../../domain/search/indexed-message.ts';
import { readThreadId } from '../../../domain/thread-id.ts';
import { positionText } from '../../../domain/task.ts';
import { lookMs } from '../../../ports/search-index.ts';
import type { Found, Indexed, IndexStep, Lookup } from '../../../ports/search-index.ts';
import { PlacesFound } from './places-found.ts';
import { TimeSlots } from './time-slots.ts';
import { emptyIndex } from '../empty-index.ts';
import { conversationToken, matchExpression, wordsOf } from './index-words.ts';

/** A message that lies so many numbers beyond its time makes it be looked whether there are too few of them: then the index is made anew with finer ones. */
const driftLimit = 4_096;
/** … which is so where more than this part of them is taken. Much in one moment, among long times of little, is no reason. */
const denseFrom = 1 / 4;
/** A lookup in more conversations than these compares where each place is, instead of asking the index for it. */
const namedConversations = 16;
/** Ranks of which it is remembered where the next free one may be; beyond it all are forgotten, and looked for again. */
const freeRanksKept = 20_000;

type ConversationRow = {
  readonly no: number;
  readonly id: string;
  readonly position: string | null;
  readonly first: number;
  readonly mark: number;
};
type PlaceRow = { readonly rank: number; readonly conversation: number; readonly seq: number; readonly lies: number };

/** Beyond every clock, in ms. */
const latestTime = 1_000_000_000_000_000;

/** More is written in a time than its numbers hold. */
class TooDense extends Error {}

/** The index's file: what the thread does with it. */
export class NodeIndex {
  readonly #db: DatabaseSync;
  readonly #statements;
  readonly #freeRanks = new Map<number, number>();
  /** How far a rank lies beyond the number of its message's time at the most. */
  #drift: number;
  /** Beyond so much it is looked (again) whether there are too few numbers. */
  #driftLimit = driftLimit;
  #slots: TimeSlots;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = {
      conversation: db.prepare('SELECT no, id, position, first, mark FROM conversations WHERE id = ?'),
      emptied: db.prepare('SELECT id FROM conversations WHERE position IS NULL LIMIT ?'),
      threadsIn: db.prepare('SELECT no, id FROM conversations WHERE parent = ?'),
      covered: db.prepare('SELECT id FROM conversations WHERE id > ? ORDER BY id LIMIT ?'),
      begin: db.prepare('INSERT INTO conversations (id, parent) VALUES (?, ?) ON CONFLICT DO NOTHING'),
      moveOn: db.prepare('UPDATE conversations SET position = ?, first = ?, mark = ? WHERE no = ?'),
      drop: db.prepare('DELETE FROM conversations WHERE no = ?'),
      isTaken: db.prepare('SELECT 1 FROM places WHERE rank = ?'),
      rankOf: db.prepare('SELECT rank FROM places WHERE rank BETWEEN ? AND ? AND conversation = ? AND seq = ? LIMIT 1'),
      put: db.prepare('INSERT INTO places (rank, conversation, seq, lies) VALUES (?, ?, ?, ?)'),
      putWords: db.prepare('INSERT INTO grams (rowid, words) VALUES (?, ?)'),
      take: db.prepare('DELETE FROM places WHERE rank = ?'),
      takeWords: db.prepare('DELETE FROM grams WHERE rowid = ?'),
      ofConversation: db.prepare(
        `SELECT places.rank FROM grams JOIN places ON places.rank = grams.rowid
           WHERE grams MATCH ? AND conversation = ? AND (seq > ? OR seq < ?)`,
      ),
      density: db.prepare('SELECT count(*) AS count, max(rank) - min(rank) + 1 AS span FROM places'),
      fact: db.prepare('SELECT value FROM facts WHERE key = ?'),
      setFact: db.prepare(
        'INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
      ),
      search: db.prepare(
        `SELECT places.rank, conversation, seq, lies FROM grams JOIN places ON places.rank = grams.rowid
           WHERE grams MATCH ? AND grams.rowid <= cast(? AS INTEGER) AND grams.rowid >= cast(? AS INTEGER)
           ORDER BY grams.rowid DESC`,
      ),
      walk: db.prepare(
        'SELECT rank, conversation, seq, lies FROM places WHERE rank <= ? AND rank >= ? ORDER BY rank DESC',
      ),
    };
    this.#drift = this.#fact('drift') ?? 0;
    this.#slots = new TimeSlots(this.#fact('perSecond') ?? undefined);
  }

  #fact(key: 'drift' | 'perSecond'): number | null {
    return (this.#statements.fact.get(key) as { value: number } | undefined)?.value ?? null;
  }

  #conversation(id: ConversationId): ConversationRow | undefined {
    return this.#statements.conversation.get(id) as ConversationRow | undefined;
  }

  positions(conversations: readonly ConversationId[]): readonly (Indexed | null)[] {
    return conversations.map((id) => {
      const row = this.#conversation(id);
      // It was written by this class.
      return row?.position
        ? { position: JSON.parse(row.position) as Position, first: row.first, mark: row.mark }
        : null;
    });
  }

  emptied(limit: number): readonly ConversationId[] {
    return (this.#statements.emptied.all(limit) as { id: ConversationId }[]).map(({ id }) => id);
  }

  covered(after: ConversationId | null, limit: number): readonly ConversationId[] {
    return (this.#statements.covered.all(after ?? '', limit) as { id: ConversationId }[]).map(({ id }) => id);
  }

  apply(step: IndexStep): 'applied' | 'contradicted' {
    try {
      return this.#applied(step);
    } catch (error) {
      const { finer } = this.#slots;
      if (!(error instanceof TooDense) || !finer) throw error;
      this.#beginAnew(finer);
      return 'contradicted';
    }
  }

  #applied(step: IndexStep): 'applied' | 'contradicted' {
    return this.#atOnce(() => {
      this.#statements.begin.run(step.conversation, readThreadId(step.conversation)?.parent ?? null);
      const row = this.#conversation(step.conversation);
      if (!row || row.position !== (step.from && positionText(step.from))) return 'contradicted';
      if (step.keepUpTo !== undefined || step.first > row.first)
        this.#forgetBetween(row.no, step.keepUpTo ?? Number.MAX_SAFE_INTEGER, step.first);
      // What is beyond that is new: nothing of it has to be looked for.
      const upTo = step.keepUpTo ?? step.from?.seq ?? 0;
      for (const message of step.messages) this.#put(row.no, message, message.seq <= upTo);
      for (const { seq, at } of step.gone) this.#take(this.#rankOf(row.no, seq, at));
      this.#statements.moveOn.run(positionText(step.to), step.first, step.mark ?? row.mark, row.no);
      return 'applied';
    });
  }

  forget(conversation: ConversationId): void {
    this.#atOnce(() => {
      const row = this.#conversation(conversation);
      if (!row) return;
      this.#forgetBetween(row.no, 0, 0);
      this.#statements.drop.run(row.no);
    });
  }

  find(lookup: Lookup): Found {
    const wanted = new Map<number, ConversationId>();
    for (const id of lookup.conversations) {
      const row = this.#conversation(id);
      if (row) wanted.set(row.no, id);
      for (const thread of this.#statements.threadsIn.all(id) as { no: number; id: ConversationId }[])
        wanted.set(thread.no, thread.id);
    }
    if (wanted.size === 0) return { places: [], reached: null };
    const { before, after, below, limit } = lookup;
    const latest = Math.min(below?.at ?? latestTime, (before ?? latestTime) - 1);
    const highest = this.#slots.of(latest) + this.#drift;
    const lowest = this.#slots.of(after ?? -latestTime);
    const expression = matchExpression(lookup, wanted.size > namedConversations ? [] : [...wanted.keys()]);
    const { search, walk } = this.#statements;
    const rows = expression === '' ? walk.iterate(highest, lowest) : search.iterate(expression, highest, lowest);
    const found = new PlacesFound(this.#slots, limit);
    const until = performance.now() + lookMs;
    // Fewer rows may all lie in front of where the last page has ended: it would begin once more.
    let toLookAt = this.#drift + 1;
    for (const { rank, conversation: no, seq, lies } of rows as Iterable<PlaceRow>) {
      if (found.isFullBefore(rank)) return found.page;
      const conversation = wanted.get(no);
      const at = this.#slots.begins(rank) + lies;
      const isAsked = at <= latest && (after === undefined || at >= after);
      if (conversation && isAsked) found.add({ conversation, seq, at }, below);
      toLookAt -= 1;
      if (toLookAt < 0 && performance.now() > until) return found.until(rank, below);
    }
    return found.all;
  }

  // ---- single messages ----

  #put(conversation: number, message: IndexedMessage, mayBeKnown: boolean): void {
    const known = mayBeKnown ? this.#rankOf(conversation, message.seq, message.at) : null;
    const rank = known ?? this.#freeRank(message.at);
    if (known === null)
      this.#statements.put.run(rank, conversation, message.seq, message.at - this.#slots.begins(rank));
    else this.#statements.takeWords.run(rank);
    this.#statements.putWords.run(rank, wordsOf(message, conversation));
  }

  #take(rank: number | null): void {
    if (rank === null) return;
    this.#statements.take.run(rank);
    this.#statements.takeWords.run(rank);
    this.#freeRanks.clear();
  }

  #rankOf(conversation: number, seq: number, at: number): number | null {
    const rank = this.#slots.of(at);
    const row = this.#statements.rankOf.get(rank, rank + this.#drift, conversation, seq);
    return (row as { rank: number } | undefined)?.rank ?? null;
  }

  /** The first that is free from the message's time on. */
  #freeRank(at: number): number {
    const begin = this.#slots.of(at);
    const passed: number[] = [];
    let rank = begin;
    for (;;) {
      const next = this.#freeRanks.get(rank) ?? (this.#statements.isTaken.get(rank) ? rank + 1 : null);
      if (next === null) break;
      passed.push(rank);
      rank = next;
    }
    if (rank - begin > this.#driftLimit) {
      if (this.#slots.finer && this.#isDense()) throw new TooDense();
      this.#driftLimit = (rank - begin) * 2;
    }
    if (this.#freeRanks.size >= freeRanksKept) this.#freeRanks.clear();
    // Of a very long way the beginning alone: more are not remembered.
    for (const one of passed.length < freeRanksKept ? passed : [begin]) this.#freeRanks.set(one, rank + 1);
    this.#freeRanks.set(rank, rank + 1);
    if (rank - begin > this.#drift) {
      this.#drift = rank - begin;
      this.#statements.setFact.run('drift', this.#drift);
    }
    return rank;
  }

  #isDense(): boolean {
    const { count, span } = this.#statements.density.get() as { count: number; span: number };
    return count > span * denseFrom;
  }

  /** All that it covers is read again, into other numbers. It comes to that early: while the first of many logs are read. */
  #beginAnew(slots: TimeSlots): void {
    this.#atOnce(() => {
      this.#db.exec(emptyIndex);
      this.#statements.setFact.run('perSecond', slots.perSecond);
      this.#statements.setFact.run('drift', 0);
    });
    this.#slots = slots;
    this.#drift = 0;
    this.#driftLimit = driftLimit;
    this.#freeRanks.clear();
  }

  /** What was indexed beyond `last` or before `first`. */
  #forgetBetween(conversation: number, last: number, first: number): void {
    const ranks = this.#statements.ofConversation.all(
      `"${conversationToken(conversation)}"`,
      conversation,
      last,
      first,
    );
    for (const { rank } of ranks as { rank: number }[]) this.#take(rank);
  }

  #atOnce<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const answer = work();
      this.#db.exec('COMMIT');
      return answer;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#freeRanks.clear();
      throw error;
    }
  }
}
