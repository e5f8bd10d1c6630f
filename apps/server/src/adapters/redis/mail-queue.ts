import { asUserId } from '@rookery/protocol';
import * as z from 'zod';
import { mostMails } from '../../ports/mail-queue.ts';
import type { ClaimedMail, Mail, MailQueue } from '../../ports/mail-queue.ts';
import { mailKeys } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

const waiting = { id: z.string(), until: z.number() };
const mailSchema = z.union([
  z.object({ ...waiting, to: z.string(), subject: z.string(), text: z.string() }),
  z.object({ ...waiting, digestFor: z.string().transform(asUserId) }),
]);

/** All letters of the installation lie in one slot: they are few, and any node sends them. */
export class RedisMailQueue implements MailQueue {
  readonly #shards: Shards;

  constructor(shards: Shards) {
    this.#shards = shards;
  }

  async add(mail: Mail, now: number, most = mostMails): Promise<'added' | 'full'> {
    const reply = await this.#commit('mail-add', [mail.id, Math.floor(now), JSON.stringify(mail), most]);
    return number(reply) === 1 ? 'added' : 'full';
  }

  async claim(now: number, until: number): Promise<ClaimedMail | null> {
    const reply = await this.#commit('mail-claim', [Math.floor(now), Math.floor(until)]);
    if (reply === null) return null;
    const [mail, tries] = list(reply);
    return { mail: mailSchema.parse(JSON.parse(text(mail))), tries: number(tries) };
  }

  async end(id: string): Promise<void> {
    await this.#commit('mail-end', [id]);
  }

  async again(id: string, at: number): Promise<void> {
    await this.#commit('mail-again', [id, Math.floor(at)]);
  }

  async #commit(name: string, args: readonly (string | number)[]) {
    return (await this.#shards.commit({ script: script(name), keys: [...mailKeys], args })).reply;
  }
}
