import type { UserId } from '@rookery/protocol';
import { newWord } from '../../domain/new-id.ts';
import { wrongCodeMs, wrongCodesAtOnce } from '../../ports/second-factor.ts';
import type { KeptFactor, SecondFactor, TryOutcome } from '../../ports/second-factor.ts';
import { userKey } from './keys.ts';
import { list, number, text, textOrNull } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** A second factor lies under its user's tag, in a hash of its own. */
export class RedisSecondFactor implements SecondFactor {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async of(user: UserId): Promise<KeptFactor> {
    const reply = await this.#shards.run({
      script: script('read-hash'),
      keys: [userKey(user, 'f')],
      args: ['secret', 'pending', 'recovery'],
    });
    const [secret, pending, recovery] = list(reply);
    const hashes = text(recovery)
      .split(' ')
      .filter((hash) => hash !== '');
    return { secret: textOrNull(secret), pending: textOrNull(pending), recoveryLeft: hashes.length };
  }

  async begin(user: UserId, secret: string): Promise<boolean> {
    const { reply } = await this.#shards.commit({
      script: script('factor-begin'),
      keys: [userKey(user, 'u'), userKey(user, 'f')],
      args: [secret],
    });
    return number(reply) === 1;
  }

  confirm(user: UserId, secret: string, step: number, recovery: readonly string[]): Promise<boolean> {
    return this.#isDone('factor-confirm', user, [secret, step, recovery.join(' ')]);
  }

  async tryStep(user: UserId, secret: string, step: number | null, now: number): Promise<TryOutcome> {
    const { reply } = await this.#shards.commit({
      script: script('factor-try'),
      keys: [userKey(user, 'f')],
      args: [secret, step ?? '', Math.floor(now), wrongCodesAtOnce, wrongCodeMs, newWord()],
    });
    const outcome = text(reply);
    return outcome === 'accepted' || outcome === 'refused' ? outcome : { waitMs: Number(outcome) };
  }

  useRecovery(user: UserId, hash: string): Promise<boolean> {
    return this.#isDone('factor-recovery-use', user, [hash, newWord()]);
  }

  setRecovery(user: UserId, recovery: readonly string[]): Promise<boolean> {
    return this.#isDone('factor-recovery-put', user, [recovery.join(' ')]);
  }

  async end(user: UserId): Promise<void> {
    await this.#shards.commit({
      script: script('factor-end'),
      keys: [userKey(user, 'u'), userKey(user, 'f')],
      args: [],
    });
  }

  async #isDone(name: string, user: UserId, args: readonly (string | number)[]): Promise<boolean> {
    const { reply } = await this.#shards.commit({ script: script(name), keys: [userKey(user, 'f')], args });
    return number(reply) === 1;
  }
}
