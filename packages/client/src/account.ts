import type {
  Device,
  ErrorBody,
  InvitationLook,
  Passkey,
  PasskeyOptions,
  Session,
  TotpSecret,
  TotpState,
  User,
  WaysIn,
} from '@rookery/protocol';
import { ClientError } from './client-error.ts';
import { cookieToken } from './session/session-storage.ts';

const deadlineMs = 10_000;

type Parts = {
  /** As in `ClientOptions`. */
  readonly url: string | undefined;
  readonly fetch: typeof fetch;
  /** The session's token; null where there is none, or it is in a cookie. */
  readonly token: () => string | null;
  /** There is another session, or this one has another token: resolves when the client goes on with it. */
  readonly take: (token: string, user: User) => Promise<void>;
  /** Before somebody comes in: what is under way with the session that there was is over. Rejects with `ClientError`. */
  readonly settled: () => Promise<void>;
};

/** A code of the second factor: what the app shows, or a recovery code. */
export type SecondFactorCode = { readonly totp?: string; readonly recovery?: string };

type SignedIn = { readonly user: User; readonly session: Partial<Session> };

/**
 * The user's account and devices, over HTTP. In a page of the server's own the session is in a cookie, out of the page's reach. All reject with
 * `ClientError`: `unauthorized` for a wrong name or password, `rate_limited` for too many tries, `bad_request` with the `field` that was refused.
 */
export class Account {
  readonly #parts: Parts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * A guest becomes the account, and keeps everything; her `username` must be the one that she has. Rejects with `conflict` where the name is taken,
   * `forbidden` where the server makes no accounts or only with an `invite`, `not_found` where that does not count.
   */
  register(username: string, password: string, displayName?: string, invite?: string): Promise<User> {
    return this.#signIn('accounts', { username, password, displayName, invite });
  }

  /** A guest's session, as `Client.join` begins one, for the server's own pages. */
  join(username: string, displayName?: string): Promise<User> {
    return this.#signIn('call/user:join', { username, displayName });
  }

  /** Rejects with `unauthorized` and `needs: ['totp']` where the account has a second factor: then once more, with a code. */
  signIn(username: string, password: string, code: SecondFactorCode = {}): Promise<User> {
    return this.#signIn('sessions', { username, password, ...code });
  }

  /** Becomes the server's first owner, with the token of the link that the server prints. Rejects with `not_found` where it is used up. */
  setUp(token: string, username: string, password: string, displayName?: string): Promise<User> {
    return this.#signIn('setup', { token, username, password, displayName });
  }

  /** The ways in that this server has beside names and passwords: its providers of sign-on, and whether it sends mail to who has lost a password. */
  async waysIn(): Promise<WaysIn> {
    const { providers, mail } = (await this.#ask('GET', 'sso')) as Partial<WaysIn>;
    return { providers: providers ?? [], mail: mail ?? false };
  }

  /** Who invites whoever has the link, and where to; nobody has to be signed in. Rejects with `not_found` where the code does not count (any more). */
  invitation(code: string): Promise<InvitationLook> {
    return this.#ask('POST', 'invitations/look', { code }) as Promise<InvitationLook>;
  }

  /** The address of mail that the user has confirmed; null: none. */
  async address(): Promise<string | null> {
    return ((await this.#ask('GET', 'account/address')) as { readonly address: string | null }).address;
  }

  /** Sends a link to the address; it is the user's once that is opened. Rejects with `forbidden` where `current` is wrong, or the server sends no mail. */
  async changeAddress(current: string, address: string): Promise<void> {
    await this.#ask('POST', 'account/address', { current, address });
  }

  /** With the token of such a link. Rejects with `not_found` where it is used up, with `conflict` where another account has the address. */
  async confirmAddress(token: string): Promise<void> {
    await this.#ask('POST', 'account/address/confirm', { token });
  }

  /** Ends letters that tell what waits, with the word of a letter’s link; no session is needed. Rejects with `not_found` where it is not good. */
  async unsubscribe(token: string): Promise<void> {
    await this.#ask('POST', 'mail/unsubscribe', { token });
  }

  /** Sends a link that sets the password to the account that has this address, if there is one: nobody is told whether there is. */
  async lostPassword(address: string): Promise<void> {
    await this.#ask('POST', 'password/lost', { address });
  }

  /** Where a browser goes to sign in by a provider. It comes back to `next`, a path of the server's own, with a session in the cookie, or to `/#sign-on=REASON`. */
  signOnAddress(provider: string, next = '/'): string {
    return this.#address(`sso/${encodeURIComponent(provider)}/start?next=${encodeURIComponent(next)}`);
  }

  /** The user's devices, the one used last first. */
  async sessions(): Promise<readonly Device[]> {
    return ((await this.#ask('GET', 'sessions')) as { readonly sessions: readonly Device[] }).sessions;
  }

  /** Signs a device out. Rejects with `not_found` where there is none. */
  async endSession(id: string): Promise<void> {
    await this.#ask('DELETE', `sessions/${encodeURIComponent(id)}`);
  }

  /** Signs all devices out, this one too. */
  async endAllSessions(): Promise<void> {
    await this.#ask('DELETE', 'sessions');
  }

  /** Signs all other devices out. Rejects with `forbidden` where `current` is wrong. */
  async changePassword(current: string, password: string): Promise<void> {
    await this.#ask('POST', 'password', { current, password });
  }

  /** Whether the account has a second factor, and how many recovery codes are left. */
  async secondFactor(): Promise<TotpState> {
    const { enabled, recoveryLeft } = (await this.#ask('GET', 'totp')) as TotpState;
    return { enabled, recoveryLeft };
  }

  /**
   * A secret for an app that shows codes; it counts once `confirmSecondFactor` has shown one. `current`: the password, which may be left out within ten minutes
   * of signing in; rejects with `forbidden` where it is needed, or wrong.
   */
  async beginSecondFactor(current?: string): Promise<TotpSecret> {
    const { secret, uri } = (await this.#ask('POST', 'totp', { current })) as TotpSecret;
    return { secret, uri };
  }

  /** Answers the recovery codes, which cannot be seen again. Rejects with `bad_request` where the code is wrong. */
  async confirmSecondFactor(code: string): Promise<readonly string[]> {
    return recoveryOf(await this.#ask('POST', 'totp/confirm', { code }));
  }

  /** `current`: as for `beginSecondFactor`. */
  async endSecondFactor(current?: string): Promise<void> {
    await this.#ask('DELETE', 'totp', { current });
  }

  /** Other recovery codes; the former are worth nothing. `current`: as for `beginSecondFactor`. */
  async renewRecovery(current?: string): Promise<readonly string[]> {
    return recoveryOf(await this.#ask('POST', 'recovery', { current }));
  }

  /**
   * What a browser needs to make a passkey (`navigator.credentials.create`), or to sign in by one (`get`), as WebAuthn's JSON. To add one wants `current`, as
   * `beginSecondFactor` does. Rejects with `bad_request` where the server is reached by an address.
   */
  async passkeyOptions(use: 'add' | 'sign-in', current?: string): Promise<PasskeyOptions> {
    const answer = await this.#ask('POST', 'passkeys/options', { for: use, current });
    return (answer as { readonly options: PasskeyOptions }).options;
  }

  /** `response`: the browser's answer, as JSON. Once, and within five minutes; else `bad_request`. */
  async addPasskey(response: object, name?: string): Promise<Passkey> {
    return ((await this.#ask('POST', 'passkeys', { response, name })) as { readonly passkey: Passkey }).passkey;
  }

  /** The one that was made last first. */
  async passkeys(): Promise<readonly Passkey[]> {
    return ((await this.#ask('GET', 'passkeys')) as { readonly passkeys: readonly Passkey[] }).passkeys;
  }

  /** `current`: as for `beginSecondFactor`. Rejects with `not_found` where there is none. */
  async removePasskey(id: string, current?: string): Promise<void> {
    await this.#ask('DELETE', `passkeys/${encodeURIComponent(id)}`, { current });
  }

  /** `response`: the browser's answer, as JSON. Rejects with `unauthorized` where it is none of an account here. */
  signInByPasskey(response: object): Promise<User> {
    return this.#signIn('sessions/passkey', { response });
  }

  /** With the token of a link that somebody was given for it. Signs all of her devices out. Rejects with `not_found` where the link is used up or has expired. */
  async setPasswordByLink(token: string, password: string): Promise<void> {
    await this.#ask('POST', 'password/link', { token, password }, null);
  }

  /** Ends the session of the cookie, which is forgotten; also where it has ended already. */
  async leave(): Promise<void> {
    await this.#ask('POST', 'call/user:leave');
  }

  /** The cookie’s secret may be another one from now on: to be asked for now and then. */
  async renew(): Promise<void> {
    await this.#ask('POST', 'sessions/cookie');
  }

  /** Moves the session of a token into the browser's cookie. Rejects where the browser does not keep it there. */
  async hide(token: string): Promise<void> {
    await this.#ask('POST', 'sessions/cookie', undefined, token);
    await this.#ask('GET', 'sessions', undefined, null);
  }

  async #signIn(path: string, body: object): Promise<User> {
    await this.#parts.settled();
    const { user, session } = (await this.#ask('POST', path, body)) as SignedIn;
    await this.#parts.take(session.token ?? cookieToken, user);
    return user;
  }

  /** One after the other: an answer that takes a cookie away may not come after one that sets the next. */
  #ask(method: string, path: string, body?: object, as?: string | null): Promise<unknown> {
    const asking = this.#last.then(() => this.#send(method, path, body, as === undefined ? this.#parts.token() : as));
    this.#last = asking.catch(() => undefined);
    return asking;
  }

  #address(path: string): string {
    return `${(this.#parts.url ?? '').replace(/\/+$/, '')}/api/v1/${path}`;
  }

  /**
   * Deletes the account for good: messages stay, without a name. `current`: as for `beginSecondFactor`. Rejects with `conflict` for the server's only owner. All
   * sessions have ended then, this one too: go on with `Client.leave`.
   */
  async deleteAccount(current?: string): Promise<void> {
    await this.#ask('DELETE', 'account', { current });
  }

  /**
   * What the server keeps of the user: a zip archive, as a stream that is made as it is read. It breaks off with an error where it cannot be finished.
   * Rejects with `rate_limited` while another one is being taken.
   */
  async export(): Promise<ReadableStream<Uint8Array>> {
    // What comes after the answer's head may take its time.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new DOMException('', 'TimeoutError')), deadlineMs);
    const { body } = await this.#answer('GET', 'account/export', undefined, this.#parts.token(), late.signal).finally(
      () => clearTimeout(timer),
    );
    if (!body) throw new ClientError('unavailable', 'The server has answered nothing.');
    return body;
  }

  async #send(method: string, path: string, body: object | undefined, bearer: string | null): Promise<unknown> {
    const response = await this.#answer(method, path, body, bearer, AbortSignal.timeout(deadlineMs));
    if (response.status === 204) return null;
    const answer = (await response.json().catch(() => null)) as object | null;
    if (answer) return answer;
    throw notTheServer();
  }

  /** One that is ok. */
  async #answer(
    method: string,
    path: string,
    body: object | undefined,
    bearer: string | null,
    signal: AbortSignal,
  ): Promise<Response> {
    const { fetch } = this.#parts;
    let response: Response;
    try {
      response = await fetch(this.#address(path), {
        method,
        headers: bearer === null ? {} : { authorization: `Bearer ${bearer}` },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal,
      });
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError')
        throw new ClientError('timeout', 'The server has not answered in time.');
      throw new ClientError('offline', 'The server cannot be reached.');
    }
    if (response.ok) return response;
    const answer = (await response.json().catch(() => null)) as { readonly error?: ErrorBody } | null;
    if (!answer?.error) throw notTheServer();
    const { code, message, ...details } = answer.error;
    throw new ClientError(code, message, details);
  }
}

const notTheServer = (): ClientError => new ClientError('unavailable', 'Something else than the server answered.');

const recoveryOf = (answer: unknown): readonly string[] =>
  (answer as { readonly recovery: readonly string[] }).recovery;
