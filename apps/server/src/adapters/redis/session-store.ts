import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { deactivated } from '../../domain/deactivated.ts';
import { formerSecretMs } from '../../ports/session-store.ts';
import type {
  ListedSession,
  SessionBeginning,
  SessionKind,
  SessionStore,
  StoredSession,
} from '../../ports/session-store.ts';
import { sessionKey, userKey } from './keys.ts';
import { beginningJson, parseBeginning } from './packing/session-beginning.ts';
import { parseUser } from './packing/user-json.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** How long the pointer from a secret is kept after its last use: longer than any session. */
export const pointerMs = 31 * 24 * 3_600_000;

const pointerSchema = z.object({ id: z.string(), user: z.string() });

/** Leads from a secret to its session. Whether it still is that session's secret, the session says. */
export async function pointToSession(shards: Shards, secretHash: string, id: string, user: UserId): Promise<void> {
  await shards.commit({
    script: script('write-hash'),
    keys: [sessionKey(secretHash)],
    args: [pointerMs, 'to', JSON.stringify({ id, user })],
  });
}

/** A session lives in its user's list, under her tag; the hash of its secret only points there. */
export class RedisSessionStore implements SessionStore {
  readonly #shards: Shards;
  readonly #clock: Clock;

  constructor(shards: Shards, clock: Clock) {
    this.#shards = shards;
    this.#clock = clock;
  }

  #keys(user: UserId): string[] {
    return [userKey(user, 'u'), userKey(user, 's'), userKey(user, 'd')];
  }

  async create(secretHash: string, session: StoredSession, beginning?: SessionBeginning): Promise<void> {
    const { id } = session.user;
    await pointToSession(this.#shards, secretHash, session.id, id);
    const json = beginning ? beginningJson(beginning, secretHash) : '';
    const { reply } = await this.#shards.commit({
      script: script('session-put'),
      keys: this.#keys(id),
      args: [session.id, session.expiresAt, session.kind, Math.floor(this.#clock.now()), json],
    });
    if (reply === 0) throw deactivated();
  }

  async resume(secretHash: string, now: number, extendTo: number | null): Promise<StoredSession | null> {
    const pointer = await this.#shards.run({
      script: script('read-hash'),
      keys: [sessionKey(secretHash)],
      args: ['to'],
    });
    const json = text(list(pointer)[0]);
    if (json === '') return null;
    const { id, user } = pointerSchema.parse(JSON.parse(json));
    const used = await this.#use(id, asUserId(user), now, extendTo, secretHash);
    // Her profile is kept with her name, and nobody is given a token before that.
    if (!used || used.profile === '') return null;
    // Not waited for: it is kept for a month as it is.
    if (extendTo !== null)
      this.#shards
        .run({ script: script('write-hash'), keys: [sessionKey(secretHash)], args: [pointerMs, 'to', json] })
        .catch(() => undefined);
    return { id, user: parseUser(used.profile), kind: used.kind, expiresAt: used.expiresAt };
  }

  async #use(id: string, user: UserId, now: number, extendTo: number | null, secretHash = '') {
    const reply = await this.#shards.run({
      script: script('session-use'),
      keys: this.#keys(user),
      args: [id, Math.floor(now), extendTo === null ? '' : Math.floor(extendTo), secretHash, formerSecretMs],
    });
    if (reply === null) return null;
    const [ends, kind, profile] = list(reply);
    return { expiresAt: number(ends), kind: text(kind) as SessionKind, profile: text(profile) };
  }

  async extend(
    sessions: readonly { readonly id: string; readonly user: UserId }[],
    now: number,
    expiresAt: number | null,
  ): Promise<readonly string[]> {
    const lives = await Promise.all(sessions.map(({ id, user }) => this.#use(id, user, now, expiresAt)));
    return sessions.filter((_, index) => !lives[index]).map(({ id }) => id);
  }

  async rotate(
    { id, user }: { readonly id: string; readonly user: UserId },
    from: string,
    to: string,
    now: number,
    leastAgeMs: number,
  ): Promise<boolean> {
    const call = (next: string) => ({
      script: script('session-rotate'),
      keys: this.#keys(user),
      args: [id, Math.floor(now), from, next, leastAgeMs, formerSecretMs],
    });
    if (number(await this.#shards.run(call(''))) === 0) return false;
    await pointToSession(this.#shards, to, id, user);
    const { reply } = await this.#shards.commit(call(to));
    return number(reply) === 1;
  }

  async revoke({ id, user }: { readonly id: string; readonly user: UserId }): Promise<void> {
    await this.#shards.commit({ script: script('session-end'), keys: this.#keys(user), args: [id] });
  }

  async revokeAll(user: UserId, kept: string | null): Promise<void> {
    await this.#shards.commit({ script: script('sessions-end'), keys: this.#keys(user), args: [kept ?? ''] });
  }

  async list(user: UserId, now: number): Promise<readonly ListedSession[]> {
    const reply = await this.#shards.run({
      script: script('session-list'),
      keys: this.#keys(user),
      args: [Math.floor(now)],
    });
    return list(reply).map((row) => {
      const [id, ends, kind, beginning] = list(row);
      return {
        id: text(id),
        kind: text(kind) as SessionKind,
        expiresAt: number(ends),
        beginning: parseBeginning(text(beginning)),
      };
    });
  }

  async liveKind(user: UserId, now: number): Promise<SessionKind | null> {
    const kind = text(await this.#shards.run({ script: script('session-live'), keys: this.#keys(user), args: [now] }));
    return kind === '' ? null : (kind as SessionKind);
  }
}
