import {
  ChatError,
  addPasskey as addRequest,
  askPasskeyOptions,
  changeAddress as changeAddressRequest,
  changePassword as changeRequest,
  confirmAddress as confirmAddressRequest,
  confirmTotp,
  createAccount,
  createSession,
  lookAtInvitation as lookRequest,
  lostPassword as lostPasswordRequest,
  proof,
  refusal,
  setPasswordByLink,
  setUp as setUpRequest,
  signInByPasskey as passkeyRequest,
  unsubscribe as unsubscribeRequest,
} from '@rookery/protocol';
import * as z from 'zod';
import type { Actor } from '../app/actor.ts';
import { changeAddress, confirmAddress, readAddress } from '../app/change-address.ts';
import { lookAtInvitation } from '../app/look-at-invitation.ts';
import { lostPassword } from '../app/lost-password.ts';
import { changePassword } from '../app/change-password.ts';
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewRecovery,
  secondFactorOf,
} from '../app/manage-second-factor.ts';
import { endDigest, unsubscribePage } from '../app/keep-digest.ts';
import { deleteAccount } from '../app/delete-account.ts';
import { ExportTurns, exportedFiles } from '../app/export-account.ts';
import { exportRoom } from '../app/export-room.ts';
import { addPasskey, listPasskeys, optionsToAdd, removePasskey } from '../app/manage-passkeys.ts';
import { endAllSessions, endSession, listSessions, renewToken } from '../app/manage-sessions.ts';
import { setByPasswordLink } from '../app/password-link.ts';
import type { Ports } from '../app/ports.ts';
import { register } from '../app/register.ts';
import { setUp } from '../app/set-up.ts';
import { optionsToSignIn, signInByPasskey } from '../app/sign-in-by-passkey.ts';
import { signIn } from '../app/sign-in.ts';
import type { Origin } from '../app/sign-in-origin.ts';
import { isOwnPage } from '../gateway/origin.ts';
import type { SessionCookie } from '../gateway/session-cookie.ts';
import { accountRouteNames, accountRoutes } from './account-routes.ts';
import type { AccountRoute, AccountRouteName } from './account-routes.ts';
import type { Call, Exchanges, Reply } from './exchanges.ts';
import type { SignOnCalls } from './sign-on-calls.ts';
import { signedInReply } from './signed-in-reply.ts';
import { zipStream } from './zip-stream.ts';

type Parts = {
  readonly ports: Ports;
  readonly exchanges: Exchanges;
  readonly cookie: SessionCookie;
  readonly signOn: SignOnCalls;
  /** The server has an owner from now on. */
  readonly founded: () => void;
};

type Asked = {
  readonly call: Call;
  readonly actor: Actor | null;
  readonly by: 'token' | 'cookie';
  readonly origin: Origin;
  readonly id: string;
};

type FactorRouteName = Extract<AccountRouteName, `totp:${string}` | `recovery:${string}`>;

/** An export is taken by then, ms. */
const exportMs = 3_600_000;

type PasskeyRouteName = Extract<AccountRouteName, `passkeys:${string}` | 'sessions:passkey'>;

/** Accounts and sessions over HTTP: `account-routes.ts` says which. */
export class AccountCalls {
  readonly #parts: Parts;
  readonly #exports = new ExportTurns();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Never throws. `path`: as in the table of routes; `id`: what stands in its place. */
  serve(call: Call, path: string, id = ''): Promise<Reply> {
    const here = accountRouteNames.filter((name) => accountRoutes[name].path === path);
    const label = here.find((name) => accountRoutes[name].method === call.method) ?? null;
    const route: AccountRoute | null = label && accountRoutes[label];
    const { cost, isPage = false } = route ?? { cost: 'plain' };
    const methods = here.map((name) => accountRoutes[name].method);
    return this.#parts.exchanges.serve(
      call,
      methods,
      { label, cost, answers: 'small', isPage },
      async ({ actor, by }) => {
        if (label === null) throw new ChatError('bad_request');
        if (accountRoutes[label].who === 'signed-in' && !actor) throw new ChatError('unauthorized');
        const origin = { agent: String(call.raw.headers['user-agent'] ?? ''), address: call.address };
        return this.#act(label, { call, actor, by: by === 'token' ? by : 'cookie', origin, id });
      },
    );
  }

  async #act(name: AccountRouteName, asked: Asked): Promise<Reply> {
    const { ports } = this.#parts;
    const { call, origin } = asked;
    switch (name) {
      case 'accounts:create':
        return this.#signedIn(call, register(ports, asked.actor, await this.#body(call, createAccount), origin));
      case 'sessions:create':
        return this.#signedIn(call, signIn(ports, await this.#body(call, createSession), origin));
      case 'invitations:look':
        return answer(await lookAtInvitation(ports, await this.#body(call, lookRequest)));
      case 'setup:create':
        return this.#founded(
          await this.#signedIn(call, setUp(ports, asked.actor, await this.#body(call, setUpRequest), origin)),
        );
      case 'sessions:list':
        return answer(await listSessions(ports, actorOf(asked)));
      case 'sessions:end':
        await endSession(ports, actorOf(asked), asked.id);
        return this.#done(asked, asked.id === actorOf(asked).session.id);
      case 'sessions:endAll':
        await endAllSessions(ports, actorOf(asked));
        return this.#done(asked, true);
      case 'password:change':
        await changePassword(ports, actorOf(asked), await this.#body(call, changeRequest), origin);
        return this.#done(asked, false);
      case 'password:byLink':
        await setByPasswordLink(ports, await this.#body(call, setPasswordByLink));
        return { status: 204, headers: {}, body: null };
      case 'sessions:cookie':
        return this.#keepInCookie(asked);
      case 'address:get':
        return { status: 200, headers: {}, body: { ok: true, ...(await readAddress(ports, actorOf(asked))) } };
      case 'address:change':
        await changeAddress(ports, actorOf(asked), await this.#body(call, changeAddressRequest), origin);
        return this.#done(asked, false);
      case 'address:confirm':
        await confirmAddress(ports, await this.#body(call, confirmAddressRequest));
        return this.#done(asked, false);
      case 'mail:unsubscribe': {
        // A program for mail sends a form in the body, which is not read.
        const token = call.query.get('token') ?? (await this.#body(call, unsubscribeRequest)).token;
        await endDigest(ports, token);
        return { status: 204, headers: {}, body: null };
      }
      case 'mail:askUnsubscribe':
        return { status: 303, headers: { location: unsubscribePage(ports, call.query.get('token')) }, body: null };
      case 'password:lost':
        await lostPassword(ports, await this.#body(call, lostPasswordRequest), origin);
        return this.#done(asked, false);
      case 'sso:list':
        return this.#parts.signOn.list();
      case 'sso:start':
        return this.#parts.signOn.start(call, asked.id);
      case 'sso:callback':
        return this.#parts.signOn.finish(call, asked.id, asked.actor, origin);
      case 'sso:logout':
        return this.#parts.signOn.farewell(call, asked.id);
      case 'account:delete':
        await deleteAccount(ports, actorOf(asked), await this.#body(call, proof), origin);
        return this.#done(asked, true);
      case 'account:export':
        return this.#export(actorOf(asked));
      case 'room:export':
        return this.#exportRoom(actorOf(asked), asked.id);
      case 'passkeys:options':
      case 'passkeys:add':
      case 'passkeys:list':
      case 'passkeys:remove':
      case 'sessions:passkey':
        return this.#passkey(name, asked);
      default:
        return this.#factor(name, asked);
    }
  }

  async #passkey(name: PasskeyRouteName, asked: Asked): Promise<Reply> {
    const { ports } = this.#parts;
    const { call, origin, actor, id } = asked;
    const { host } = call.raw.headers;
    switch (name) {
      case 'passkeys:options': {
        const request = await this.#body(call, askPasskeyOptions);
        const isToAdd = request.for === undefined ? actor !== null : request.for === 'add';
        return answer(
          isToAdd
            ? await optionsToAdd(ports, actorOf(asked), request, origin, host)
            : await optionsToSignIn(ports, host),
        );
      }
      case 'passkeys:add': {
        const request = await this.#body(call, addRequest);
        return { ...answer(await addPasskey(ports, actorOf(asked), request, host)), status: 201 };
      }
      case 'passkeys:list':
        return answer(await listPasskeys(ports, actorOf(asked)));
      case 'passkeys:remove':
        await removePasskey(ports, actorOf(asked), id, await this.#body(call, proof), origin);
        return this.#done(asked, false);
      case 'sessions:passkey': {
        const request = await this.#body(call, passkeyRequest);
        return this.#signedIn(call, signInByPasskey(ports, request, host, origin));
      }
    }
  }

  async #factor(name: FactorRouteName, asked: Asked): Promise<Reply> {
    const { ports } = this.#parts;
    const { call, origin } = asked;
    const actor = actorOf(asked);
    switch (name) {
      case 'totp:state':
        return answer(await secondFactorOf(ports, actor));
      case 'totp:begin':
        return answer(await beginSecondFactor(ports, actor, await this.#body(call, proof), origin));
      case 'totp:confirm':
        return answer(await confirmSecondFactor(ports, actor, await this.#body(call, confirmTotp)));
      case 'totp:end':
        await endSecondFactor(ports, actor, await this.#body(call, proof), origin);
        return this.#done(asked, false);
      case 'recovery:renew':
        return answer(await renewRecovery(ports, actor, await this.#body(call, proof), origin));
    }
  }

  /** Taken as fast as the caller likes, and cut off where nothing is taken (`zipStream`). */
  #export(actor: Actor): Reply {
    const { end } = this.#exports.begin(actor);
    const files = exportedFiles(this.#parts.ports, actor);
    return zip(async (add) => {
      for (const { name, text } of files) await add(name, text());
    }, end);
  }

  async #exportRoom(actor: Actor, id: string): Promise<Reply> {
    const { end } = this.#exports.begin(actor);
    try {
      const { write } = await exportRoom(this.#parts.ports, actor, id);
      return zip((add) => write((name, body) => add(name, body, true)), end);
    } catch (error) {
      end();
      throw error;
    }
  }

  async #signedIn(call: Call, made: Promise<Actor>): Promise<Reply> {
    return signedInReply(this.#parts.cookie, call.raw, await made, 201);
  }

  #founded(reply: Reply): Reply {
    this.#parts.founded();
    return reply;
  }

  #done({ call, by }: Asked, isOver: boolean): Reply {
    const headers = isOver && by === 'cookie' ? { 'set-cookie': this.#parts.cookie.clear(call.raw) } : {};
    return { status: 204, headers, body: null };
  }

  /** Another page's token would make its session this origin's. What was within the reach of scripts gives way at once, what is in the cookie each day. */
  async #keepInCookie(asked: Asked): Promise<Reply> {
    const { raw } = asked.call;
    if (raw.headers.origin !== undefined && !isOwnPage(raw))
      throw new ChatError('forbidden', { message: 'Only the server’s own pages have a cookie.' });
    const { ports, cookie } = this.#parts;
    const actor = actorOf(asked);
    const isInCookie = asked.by === 'cookie';
    const token = isInCookie ? (cookie.read(raw) ?? '') : actor.session.token;
    const next = await renewToken(ports, actor, token, isInCookie);
    return { status: 204, headers: next === null ? {} : { 'set-cookie': cookie.set(raw, next) }, body: null };
  }

  async #body<Schema extends z.core.$ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>> {
    const parsed = z.safeParse(schema, (await this.#parts.exchanges.read(call)) ?? {});
    if (!parsed.success) throw refusal(parsed.error.issues);
    return parsed.data;
  }
}

const zip = (write: Parameters<typeof zipStream>[0], over: () => void): Reply => {
  const name = `rookery-${new Date().toISOString().slice(0, 10)}.zip`;
  return {
    status: 200,
    headers: { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${name}"` },
    body: zipStream(write, over),
    takingMs: exportMs,
  };
};

const answer = (body: object): Reply => ({ status: 200, headers: {}, body: { ok: true, ...body } });

/** Routes for the signed-in come with an actor. */
function actorOf({ actor }: Asked): Actor {
  if (!actor) throw new ChatError('unauthorized');
  return actor;
}
