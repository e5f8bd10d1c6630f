import { asUserId } from '@rookery/protocol';
import type { ServerRole, User, UserId } from '@rookery/protocol';
import type { Accounts, CreateAccountOutcome, Founding, NewAccount, RoleAct } from '../../ports/accounts.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import { foundingKey, userKey } from './keys.ts';
import { beginningJson } from './packing/session-beginning.ts';
import { parseUser } from './packing/user-json.ts';
import type { PeopleNews } from './people-news.ts';
import { list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import { pointToSession } from './session-store.ts';
import type { Shards } from './shards.ts';
import type { Standings } from './standings.ts';

/** An account's password lies under its user's tag, with her profile and her sessions. */
export class RedisAccounts implements Accounts {
  readonly #shards: Shards;
  readonly #news: PeopleNews;
  readonly #audit: RedisAuditLog;
  readonly #standings: Standings;

  constructor(shards: Shards, news: PeopleNews, audit: RedisAuditLog, standings: Standings) {
    this.#shards = shards;
    this.#news = news;
    this.#audit = audit;
    this.#standings = standings;
  }

  /** The new secret leads to the session before it is its secret: a crash between leaves a pointer that the session does not confirm. */
  async create({ user, password, session, beginning }: NewAccount, now: number): Promise<CreateAccountOutcome> {
    await pointToSession(this.#shards, session.secretHash, session.id, user);
    await this.#news.note(user);
    const { reply } = await this.#shards.commit({
      script: script('account-put'),
      keys: ['u', 's', 'd', 'a'].map((part) => userKey(user, part)),
      args: [
        Math.floor(now),
        password,
        session.id,
        Math.floor(session.expiresAt),
        beginningJson(beginning, session.secretHash),
      ],
    });
    if (reply === null) return { status: 'no-session' };
    const [status, json] = list(reply);
    if (text(status) !== 'created') return { status: 'has-one' };
    this.#news.tell(user);
    return { status: 'created', user: parseUser(text(json)) };
  }

  async passwordOf(user: UserId): Promise<string | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [userKey(user, 'a')],
      args: ['password'],
    });
    const password = text(list(reply)[0]);
    return password === '' ? null : password;
  }

  async setPassword(user: UserId, from: string, to: string): Promise<'set' | 'changed-meanwhile'> {
    const { reply } = await this.#shards.commit({
      script: script('account-password'),
      keys: [userKey(user, 'a')],
      args: [from, to],
    });
    return text(reply) === 'set' ? 'set' : 'changed-meanwhile';
  }

  async setRole(user: UserId, role: ServerRole | null, { act, by }: RoleAct): Promise<User | 'last-owner' | null> {
    if (role !== 'owner' && !(await this.#standings.ceaseToOwn(user))) return 'last-owner';
    await this.#news.note(user);
    const owed = owing(user);
    const { reply } = await this.#shards.commit({
      script: script('account-role'),
      keys: [userKey(user, 'u'), ...owed.keys],
      args: [role ?? '', act, by ?? '', user, owed.id],
    });
    if (reply === null) return null;
    const [status, json] = list(reply);
    if (text(status) === 'set') this.#news.tell(user);
    const known = parseUser(text(json));
    if (known.role === 'owner' && !known.deactivated) await this.#standings.own(user);
    await this.#audit.settleSoon(user);
    return known;
  }

  setDeactivated(user: UserId, isDeactivated: boolean, how: RoleAct) {
    return this.#standings.set(user, isDeactivated, how);
  }

  close(user: UserId, displayName: string) {
    return this.#standings.close(user, displayName);
  }

  settleStanding(user: UserId) {
    return this.#standings.tell(user);
  }

  async offerPasswordLink(user: UserId, secretHash: string, expiresAt: number): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('password-link'),
      keys: [userKey(user, 'u'), userKey(user, 'a')],
      args: [secretHash, Math.floor(expiresAt)],
    });
    return reply === 1;
  }

  async passwordLinkOf(user: UserId, now: number): Promise<string | null> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [userKey(user, 'a')],
      args: ['link', 'until'],
    });
    const [link, until] = list(reply);
    return text(link) !== '' && number(until) > now ? text(link) : null;
  }

  async usePasswordLink(user: UserId, secretHash: string, password: string, now: number): Promise<'set' | 'unknown'> {
    const { reply } = await this.#shards.commit({
      script: script('password-link-use'),
      keys: [userKey(user, 'a')],
      args: [secretHash, password, Math.floor(now)],
    });
    return text(reply) === 'set' ? 'set' : 'unknown';
  }

  async founding(fresh: string): Promise<Founding> {
    const [token, owner] = await this.#founding(fresh, '');
    return { token: text(token), owner: text(owner) === '' ? null : asUserId(text(owner)) };
  }

  async claimFounding(user: UserId): Promise<UserId> {
    const [, owner] = await this.#founding('', user);
    return asUserId(text(owner));
  }

  async #founding(token: string, owner: string): Promise<readonly Reply[]> {
    const { reply } = await this.#shards.commit({
      script: script('founding'),
      keys: [foundingKey],
      args: [token, owner],
    });
    return list(reply);
  }
}
