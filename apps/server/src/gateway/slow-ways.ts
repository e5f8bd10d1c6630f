import type { IncomingMessage } from 'node:http';

/** A browser that could use WebSocket does so within seconds. */
const upgradeMs = 30_000;
const tellAgainMs = 3_600_000;

/** What this needs to know of a connection of Engine.IO. */
type Conn = { readonly readyState: string; readonly transport: { readonly name: string } };

/**
 * Notices where browsers stay with long-polling: a proxy in front lets no WebSocket through, and nobody else would say so. Looks at one
 * browser at a time, and tells once an hour at most. Programs may have chosen it.
 */
export class SlowWays {
  readonly #onStay: () => void;
  #toldAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(onStay: () => void) {
    this.#onStay = onStay;
  }

  watch(conn: Conn, { headers }: Pick<IncomingMessage, 'headers'>): void {
    if (this.#timer !== null || conn.transport.name !== 'polling') return;
    if (!headers['user-agent']?.startsWith('Mozilla/') || performance.now() - this.#toldAt < tellAgainMs) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (conn.readyState !== 'open' || conn.transport.name !== 'polling') return;
      this.#toldAt = performance.now();
      this.#onStay();
    }, upgradeMs);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
