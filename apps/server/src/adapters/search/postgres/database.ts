import { ChatError } from '@rookery/protocol';
import { DatabaseError, Pool, escapeIdentifier } from 'pg';
import type { PoolClient } from 'pg';
import { migrate } from './schema.ts';

/** Connections of a node: half of them are left to searches while as many logs are read as are at a time. */
const mostConnections = 8;
/** Calls that wait for one of them. Overflow: `unavailable`. */
const waitingLimit = 200;
/** Until a connection stands, ms. */
const connectMs = 2_000;
/** A statement is given up after so long by the database, and by this side a little later: then its connection is too, ms. */
const statementMs = 5_000;
const writingMs = 30_000;
const graceMs = 1_000;
/** A database that cannot be reached is not asked again for so long, so that nobody waits for it each time, ms. */
const restMs = 1_000;
const usualSchema = 'rookery_search';

/** What PostgreSQL answers to a statement whose time is over. */
const cancelled = '57014';
/** Tables were taken away under a server that runs: they are made again. */
const missing = new Set(['3F000', '42P01']);

/** The time of a statement was over, which its caller has set. */
export class Cancelled extends Error {}

export type DatabaseOptions = {
  /** `postgres://NAME:PASSWORD@HOST:5432/DATABASE`; `?schema=NAME`, where several servers share one database. */
  readonly url: string;
  readonly onFault: (error: Error) => void;
};

/** Connections to a database, with a deadline for everything and a bound on who waits. What fails is `unavailable`. */
export class Database {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #onFault: (error: Error) => void;
  #waiting = 0;
  #restsUntil = 0;
  #ready: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor({ url, onFault }: DatabaseOptions) {
    const address = new URL(url);
    this.#schema = address.searchParams.get('schema') ?? usualSchema;
    address.searchParams.delete('schema');
    this.#onFault = onFault;
    this.#pool = new Pool({
      connectionString: address.href,
      max: mostConnections,
      connectionTimeoutMillis: connectMs,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      application_name: 'rookery',
      // A node that ends does not wait for idle connections.
      allowExitOnIdle: true,
      options: `-c search_path=${this.#schema},public -c statement_timeout=${statementMs}`,
      query_timeout: writingMs + graceMs,
    });
    // Of idle connections: the next call opens another.
    this.#pool.on('error', () => undefined);
  }

  /** One statement. */
  async rows<Row extends object>(text: string, values: unknown[]): Promise<readonly Row[]> {
    return this.#use((client) => this.#within(statementMs, async () => (await client.query<Row>(text, values)).rows));
  }

  /** Reads. Each statement has `withinMs`; one that takes longer throws `Cancelled`. */
  look<T>(work: (client: PoolClient) => Promise<T>, withinMs: number): Promise<T> {
    const begin = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${withinMs}`;
    return this.#transaction(begin, 2 * withinMs, work, 'cancelled');
  }

  /** All of it or nothing. */
  atOnce<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.#transaction(`BEGIN; SET LOCAL statement_timeout = ${writingMs}`, writingMs, work);
  }

  #transaction<T>(
    begin: string,
    ms: number,
    work: (client: PoolClient) => Promise<T>,
    says: 'cancelled' | null = null,
  ): Promise<T> {
    const within = (client: PoolClient): Promise<T> =>
      this.#within(ms, async () => {
        await client.query(begin);
        const answer = await work(client);
        await client.query('COMMIT');
        return answer;
      });
    return this.#use(within, says);
  }

  async #use<T>(work: (client: PoolClient) => Promise<T>, says: 'cancelled' | null = null): Promise<T> {
    if (this.#closed || this.#waiting >= waitingLimit || performance.now() < this.#restsUntil)
      throw new ChatError('unavailable');
    this.#waiting += 1;
    try {
      return await this.#withTables(work).catch((error: unknown) => {
        if (!(error instanceof DatabaseError) || !missing.has(error.code ?? '')) throw error;
        this.#ready = null;
        return this.#withTables(work);
      });
    } catch (error) {
      if (says === 'cancelled' && error instanceof DatabaseError && error.code === cancelled) throw new Cancelled();
      if (!(error instanceof DatabaseError)) this.#restsUntil = performance.now() + restMs;
      this.#ready = null;
      if (!this.#closed) this.#onFault(error as Error);
      throw new ChatError('unavailable');
    } finally {
      this.#waiting -= 1;
    }
  }

  async #withTables<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    await (this.#ready ??= this.#connected((client) => migrate(client, this.#schema)));
    return this.#connected(work);
  }

  /** A connection on which anything has failed is not used again: nothing of a transaction is left on the next one. */
  async #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    // What happens to it while it is in use fails the query too.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      const answer = await work(client);
      client.off('error', ignore);
      client.release();
      return answer;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async #within<T>(ms: number, work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('The database of search did not answer in time.')), ms + graceMs);
    });
    try {
      return await Promise.race([work(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Its tables and all that they hold. */
  drop(): Promise<void> {
    return this.#use(async (client) => {
      await client.query(`DROP SCHEMA ${escapeIdentifier(this.#schema)} CASCADE`);
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#pool.end();
    return this.#closed;
  }
}
