import type { User } from '@rookery/protocol';
import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import { asClientError } from '../client-error.ts';
import { cookieToken, leftToken } from './session-storage.ts';
import type { KeptSession, SessionStorage } from './session-storage.ts';

/** How often the cookie's secret is to be renewed at most, ms. */
const renewalMs = 24 * 3_600_000;

type Parts = {
  readonly storage: SessionStorage;
  /** As in `ClientOptions`. */
  readonly keepsCookie: boolean;
  readonly account: () => Account;
  readonly clock: Clock;
};

/** The session that this device holds: by a token that it keeps, or in the browser's cookie. [ACC-13] */
export class DeviceSession {
  readonly #parts: Parts;
  /** The cookie is being changed. */
  #settling: Promise<void> = Promise.resolve();
  #renewedAt = -Infinity;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  load(): KeptSession | null {
    return this.hasLeft ? null : this.#parts.storage.load();
  }

  save(session: KeptSession | null): void {
    // The server has just set it.
    if (session?.token === cookieToken && !this.isInCookie) this.#renewedAt = this.#parts.clock.now();
    this.#parts.storage.save(session);
  }

  get isInCookie(): boolean {
    return this.#parts.storage.load()?.token === cookieToken;
  }

  /** Whether the cookie still has a session that was signed out of, in this tab or another. */
  get hasLeft(): boolean {
    return this.#parts.storage.load()?.token === leftToken;
  }

  /** What proves it over HTTP; null where the cookie does, and where there is none. */
  bearer(): string | null {
    return this.isInCookie ? null : (this.load()?.token ?? null);
  }

  /** The person has signed out; `isKnown`: so the server says. */
  leave(user: User | null, isKnown: boolean): void {
    this.save(this.isInCookie && !isKnown && user ? { token: leftToken, user } : null);
  }

  /** The server has let this device in. */
  proved(): void {
    const now = this.#parts.clock.now();
    if (!this.#parts.keepsCookie || now - this.#renewedAt < renewalMs) return;
    const kept = this.load();
    if (!kept) return;
    const done = this.isInCookie ? this.#parts.account().renew() : this.#hide(kept.token);
    this.#settling = done.then(
      () => void (this.#renewedAt = now),
      () => undefined,
    );
  }

  /**
   * What an earlier version kept within the reach of scripts goes into the cookie. Where that fails the token stays, and the next connection tries
   * again. Several tabs may do it at once: it is one session.
   */
  async #hide(token: string): Promise<void> {
    await this.#parts.account().hide(token);
    const now = this.load();
    if (now?.token === token) this.save({ ...now, token: cookieToken });
  }

  /** Ends the session that was signed out of while the server was out of reach. Rejects with `ClientError`. */
  async endLeft(): Promise<void> {
    if (!this.hasLeft) return;
    await this.#parts
      .account()
      .leave()
      .catch((error: unknown) => {
        if (asClientError(error).isPassing) throw error;
      });
    if (this.hasLeft) this.save(null);
  }

  /** Before somebody comes in: what is under way with the session that there was is over. Rejects with `ClientError`. */
  async settled(): Promise<void> {
    await this.#settling;
    await this.endLeft();
  }

  /** A connection came without the cookie: forgets it, and answers true, where the browser has none any more. It may also have been lost on the way. */
  async isGone(): Promise<boolean> {
    const isOver = await this.#parts
      .account()
      .sessions()
      .then(
        () => false,
        (error: unknown) => asClientError(error).code === 'unauthorized',
      );
    if (!isOver || !this.isInCookie) return false;
    this.save(null);
    return true;
  }
}
