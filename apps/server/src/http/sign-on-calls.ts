import { ChatError } from '@rookery/protocol';
import type { Actor } from '../app/actor.ts';
import type { Ports } from '../app/ports.ts';
import { beginSignOn, findProvider, finishSignOn, hearFarewell } from '../app/sign-on.ts';
import type { Origin } from '../app/sign-in-origin.ts';
import { newSessionToken } from '../domain/new-id.ts';
import { SignOnFailure } from '../domain/sign-on-failure.ts';
import type { SessionCookie } from '../gateway/session-cookie.ts';
import type { Call, Exchanges, Reply } from './exchanges.ts';

type Parts = {
  readonly ports: Ports;
  readonly exchanges: Exchanges;
  /** Of the session. */
  readonly cookie: SessionCookie;
  /** Tells the browser in which a sign-in was begun from all others. */
  readonly browserCookie: SessionCookie;
  readonly basePath: string;
  /** Why somebody was not let in, for the operator. */
  readonly failed: (details: { readonly provider: string; readonly reason: string; readonly why: string }) => void;
};

/** Sign-on by providers: two navigations of a browser, which end at a page whatever happens, and what a provider says by itself. */
export class SignOnCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(): Reply {
    const providers = this.#parts.ports.signOn.map(({ id, name }) => ({ id, name }));
    return { status: 200, headers: {}, body: { ok: true, providers, mail: this.#parts.ports.mailing !== null } };
  }

  /** To the provider. */
  async start(call: Call, id: string): Promise<Reply> {
    const provider = findProvider(this.#parts.ports.signOn, id);
    return this.#orToPage(id, async () => {
      const { ports, browserCookie } = this.#parts;
      // One for all that are begun in this browser: two tabs may sign in.
      const browser = browserCookie.read(call.raw) ?? newSessionToken();
      const location = await beginSignOn(ports, provider, browser, call.query.get('next'));
      return { status: 303, headers: { location, 'set-cookie': browserCookie.set(call.raw, browser) }, body: null };
    });
  }

  /** Back from the provider. */
  async finish(call: Call, id: string, actor: Actor | null, origin: Origin): Promise<Reply> {
    const provider = findProvider(this.#parts.ports.signOn, id);
    return this.#orToPage(id, async () => {
      const { ports, cookie, browserCookie, basePath } = this.#parts;
      const browser = browserCookie.read(call.raw);
      const signedIn = await finishSignOn(ports, provider, actor, { query: call.query, browser, origin });
      const { token } = signedIn.actor.session;
      return {
        status: 303,
        headers: { location: basePath + signedIn.next, 'set-cookie': cookie.set(call.raw, token) },
        body: null,
      };
    });
  }

  /** OpenID Connect Back-Channel Logout 1.0: 200 where it was done, 400 where the token is not the provider's or was used. */
  async farewell(call: Call, id: string): Promise<Reply> {
    const { ports, exchanges } = this.#parts;
    const provider = findProvider(ports.signOn, id);
    const token = new URLSearchParams(await exchanges.readText(call)).get('logout_token');
    let isHeard: boolean;
    try {
      isHeard = token !== null && (await hearFarewell(ports, provider, token));
    } catch (error) {
      if (!(error instanceof SignOnFailure)) throw error;
      // The provider's keys cannot be had: it is to say it again.
      throw new ChatError('unavailable', { cause: error });
    }
    if (!isHeard) throw new ChatError('bad_request', { field: 'logout_token', message: 'This is no logout token.' });
    return { status: 200, headers: {}, body: { ok: true } };
  }

  /** The join screen says why, in the reader's language. */
  async #orToPage(provider: string, work: () => Promise<Reply>): Promise<Reply> {
    try {
      return await work();
    } catch (error) {
      const reason = reasonOf(error);
      this.#parts.failed({ provider, reason, why: sentencesOf(error) });
      return { status: 303, headers: { location: `${this.#parts.basePath}/#sign-on=${reason}` }, body: null };
    }
  }
}

/** What the error and its causes say, and nothing else of them: they may hold what was sent. */
function sentencesOf(error: unknown): string {
  const said: string[] = [];
  for (let one = error; one instanceof Error && said.length < 5; one = one.cause) said.push(one.message);
  return said.join(': ').slice(0, 500);
}

function reasonOf(error: unknown): string {
  if (error instanceof SignOnFailure) return error.reason;
  return error instanceof ChatError && error.code !== 'internal' ? 'unavailable' : 'failed';
}
