import type { User } from '@rookery/protocol';
import type { Account } from '../account.ts';
import { asClientError } from '../client-error.ts';
import { cookieToken, leftToken } from './session-storage.ts';
import type { KeptSession, SessionStorage } from './session-storage.ts';

type Parts = {
  readonly storage: SessionStorage;
  /** As in `ClientOptions`. */
  readonly keepsCookie: boolean;
  readonly account: () => Account;
};

/** The session that this device holds: by a token that it keeps, or in the browser's cookie. [ACC-13] */
export class DeviceSession {
  readonly #parts: Parts;
  /** A token is on its way into the cookie. */
  #hiding: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  load(): KeptSession | null {
    return this.hasLeft ? null : this.#parts.storage.load();
  }

  save(session: KeptSession | null): void {
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

  /**
   * What an earlier version kept within the reach of scripts goes into the cookie. Where that fails the token stays, and the next connection tries
   * again. Several tabs may do it at once: it is one session.
   */
  hide(): void {
    const kept = this.load();
    if (!this.#parts.keepsCookie || !kept || kept.token === cookieToken) return;
    this.#hiding = this.#parts
      .account()
      .hide(kept.token)
      .then(
        () => {
          const now = this.load();
          if (now?.token === kept.token) this.save({ ...now, token: cookieToken });
        },
        () => undefined,
      );
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
    await this.#hiding;
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
