import type { User, UserId } from '@rookery/protocol';
import type { Account } from '../account.ts';
import type { ClientConnection } from '../connection.ts';
import { Observed } from '../observable.ts';
import type { DeviceSession } from './device-session.ts';
import { cookieToken } from './session-storage.ts';
import { untilJoined } from './until-joined.ts';

export type SessionState =
  /** A kept session is being taken up. `user` is who it was. */
  | { readonly state: 'restoring'; readonly user: User }
  /** `ended`: there was one, and the server no longer knows it. */
  | { readonly state: 'none'; readonly ended: boolean }
  | { readonly state: 'joined'; readonly user: User };

type Parts = {
  readonly kept: DeviceSession;
  readonly connection: Pick<ClientConnection, 'state' | 'open' | 'restart' | 'again' | 'proved'>;
  readonly account: () => Account;
  /** As in `ClientOptions`. */
  readonly keepsCookie: boolean;
  readonly asNow: (user: User) => User;
  readonly learn: (user: User) => void;
  /** Signed in on a fresh connection. Resolves when all that was missed is read. */
  readonly joined: (user: User) => Promise<void>;
  /** Nobody is here any more: what was read for whoever was is let go. */
  readonly forget: () => void;
};

/** Who is here: as the device has kept it, as the server has it on each connection, and as other tabs of the browser change it. [ACC-13] */
export class Session {
  readonly state: Observed<SessionState>;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
    const kept = parts.kept.load();
    this.state = new Observed<SessionState>(
      kept ? { state: 'restoring', user: kept.user } : { state: 'none', ended: false },
    );
  }

  user(): User | null {
    const session = this.state.get();
    return session.state === 'none' ? null : session.user;
  }

  userId(): UserId | null {
    return this.user()?.id ?? null;
  }

  isJoined(): boolean {
    return this.state.get().state === 'joined';
  }

  get isInCookie(): boolean {
    return this.#parts.kept.isInCookie;
  }

  /** One that the server has just given. Resolves when the inbox is read. */
  async begin(token: string, user: User): Promise<void> {
    this.#parts.kept.save({ token, user });
    await this.#joined(user);
  }

  /** One that the server has given over HTTP. Resolves when this client is the user; rejects with `offline` where it will not be. */
  async take(token: string, user: User): Promise<void> {
    const { kept, connection } = this.#parts;
    const isSame = this.isJoined() && this.userId() === user.id;
    kept.save({ token, user });
    // The guest who has become an account: her connection goes on.
    if (isSame) this.#parts.learn(user);
    else if (connection.state.get().state === 'idle') connection.open();
    else connection.restart();
    await untilJoined({
      changes: [this.state, connection.state],
      isJoined: () => this.isJoined() && this.userId() === user.id,
      isOver: () => connection.state.get().state === 'ended' || kept.load()?.user.id !== user.id,
    });
  }

  /** It is over by the person's own will. `isKnown`: the server says so too. */
  end(isKnown: boolean): void {
    const { kept, connection } = this.#parts;
    // Forgotten before anything is awaited: the server closes the connection, and the next one must not come with the old token.
    kept.leave(this.user(), isKnown);
    this.#forget(false);
    connection.restart();
  }

  /** Who the server says is on a connection that it has just let in. */
  greeted(user: User | null): void {
    const { kept, connection, keepsCookie } = this.#parts;
    if (kept.hasLeft && !user) kept.save(null);
    if (kept.hasLeft) {
      // This tab, or another one, has signed out.
      this.#forget(false);
      kept.endLeft().then(
        () => connection.restart(),
        () => connection.again(),
      );
      return;
    }
    if (user) {
      const was = kept.load();
      // Without a token it was the cookie: a page was closed before it could say so here.
      if (!was && keepsCookie) kept.save({ token: cookieToken, user });
      if (was?.user.id === user.id) kept.save({ ...was, user });
      void this.#joined(user);
      return;
    }
    if (kept.isInCookie) {
      connection.again();
      void kept.isGone().then((isGone) => isGone && this.#forget(true));
      return;
    }
    connection.proved();
    if (this.state.get().state === 'none') return;
    // Another tab of this browser signed out, and perhaps somebody in, while this one was away.
    this.#forget(true);
    if (kept.load()) connection.restart();
  }

  /** The server does not know the token. Another tab may have kept a newer one meanwhile. */
  refused(token: string | null): void {
    const { kept, account } = this.#parts;
    // A cookie that has ended is taken away by whatever is asked with it over HTTP. By then there may be another one, which stays.
    if (token === null || token === cookieToken)
      void account()
        .sessions()
        .catch(() => undefined);
    if (token === null) return;
    const now = kept.load();
    if (now && now.token !== token) return;
    kept.save(null);
    this.#forget(true);
  }

  /** Another tab has changed what is kept: where it has signed somebody in, this one must not begin a second session over it. */
  changedElsewhere(): void {
    const now = this.#parts.kept.load();
    if (now && now.user.id !== this.userId()) this.#parts.connection.restart();
  }

  /** What is known of the person may have changed. */
  refresh(): void {
    const session = this.state.get();
    if (session.state === 'none') return;
    const user = this.#parts.asNow(session.user);
    if (user === session.user) return;
    this.state.set({ ...session, user });
    const { kept } = this.#parts;
    const was = kept.load();
    if (was?.user.id === user.id) kept.save({ ...was, user });
  }

  async #joined(user: User): Promise<void> {
    const before = this.userId();
    if (before !== null && before !== user.id) this.#forget(false);
    this.state.set({ state: 'joined', user: this.#parts.asNow(user) });
    this.#parts.kept.proved();
    await this.#parts.joined(user);
  }

  #forget(ended: boolean): void {
    this.#parts.forget();
    this.state.set({ state: 'none', ended });
  }
}
