import { ReaderThreads } from './reader-threads.ts';
import type { CallName, Operation, ReadName } from './worker/operations.ts';
import { WriterThread } from './writer-thread.ts';
import type { WriterReport, WriterSettings } from './writer-thread.ts';

/**
 * The reads that take a list or answer one, and so may take milliseconds. Each is bounded: what walks through more (the search for a
 * room) is made of several calls, so that no snapshot is held for long and nothing waits long behind it. All other reads
 * look up one row, and stay with the writer.
 */
const listReads: ReadonlySet<string> = new Set<ReadName>([
  'page',
  'since',
  'tail',
  'states',
  'users',
  'conversationsOf',
  'members',
  'membersAmong',
  'heldBy',
  'bans',
  'listReports',
  'listInvitations',
  'searchRooms',
  'searchPeople',
  'peopleNamed',
  'inbox',
  'conversations',
  'stepsSince',
  'sweepTasks',
  'parkedTasks',
  'listActs',
  'readActs',
]);

const isListRead = (name: CallName): name is ReadName => listReads.has(name);

/**
 * The database's threads: one that writes and several that read (docs/adr/0020). A read that is asked after a write's promise has
 * resolved sees that write, whoever does it: the writer commits before it answers, and each read begins a new snapshot. A read may see more
 * than has been announced yet.
 */
export class SqliteThreads {
  readonly #writer: WriterThread;
  readonly #readers: ReaderThreads;
  #closed: Promise<void> | null = null;

  private constructor(writer: WriterThread, readers: ReaderThreads) {
    this.#writer = writer;
    this.#readers = readers;
  }

  /** Throws `StartupError` where the database cannot be opened. */
  static async open(settings: WriterSettings): Promise<SqliteThreads> {
    const writer = await WriterThread.open(settings);
    return new SqliteThreads(writer, new ReaderThreads(settings.file, settings.onFault));
  }

  get report(): WriterReport {
    return this.#writer.report;
  }

  /** Throws `ChatError`: what the operation threw, or `unavailable` where the database cannot (a write's outcome is then unknown). */
  call<Name extends CallName>(name: Name, ...args: Parameters<Operation<Name>>): Promise<ReturnType<Operation<Name>>> {
    // The threads answer with what the operation of that name returned.
    return this.#pass(name, args) as Promise<ReturnType<Operation<Name>>>;
  }

  #pass(name: CallName, args: readonly unknown[]): Promise<unknown> {
    if (!isListRead(name)) return this.#writer.call(name, args);
    if (this.#readers.isOpen) return this.#readers.call(name, args);
    // Until a reader is open the writer reads. The first one is started when the two get into each other's way.
    if (this.#writer.isBusy) this.#readers.start();
    return this.#writer.call(name, args);
  }

  /** After everything that was asked before. The writer goes last: only who may write can empty the WAL. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#readers.close().then(() => this.#writer.close());
    return this.#closed;
  }
}
