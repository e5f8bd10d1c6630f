import { createHash } from 'node:crypto';
import { ChatError } from '@rookery/protocol';
import { callsHer, isToBePushed } from '../domain/push-rule.ts';
import type { PersonTask } from '../domain/task.ts';
import { pushLifeMs } from '../ports/push-sender.ts';
import type { Push, PushOutcome, PushSender } from '../ports/push-sender.ts';
import { deviceIn, livingDevices } from './keep-pushes.ts';
import type { KeptDevice } from './keep-pushes.ts';
import { pushable } from './pushable.ts';
import { pushPayload } from './push-payload.ts';
import type { Ports } from './ports.ts';

export type Pushing = Pick<
  Ports,
  'log' | 'membership' | 'people' | 'profiles' | 'pushes' | 'kept' | 'sessions' | 'privacy' | 'clock'
> & { readonly keptSettings: { readonly known: Pick<Ports['keptSettings']['known'], 'name'> } };

export type PushingOptions = {
  readonly sender: PushSender;
  /** What addresses in a push begin with. */
  readonly address: string;
  readonly told: (status: PushOutcome['status'], work: PersonTask, why?: string) => void;
};

/** A push that could not be sent at first, and by which so many newer ones have come in the same conversation, calls for nobody's attention any more. */
const overtakenBy = 20;
/** Devices that have had a push whose work goes on for others: beyond it one of them may have it twice, and shows it once. */
const rememberedSent = 10_000;

const topicOf = (conversation: string): string =>
  createHash('sha256').update(conversation).digest('base64url').slice(0, 32);

/** Pushes messages to the devices of one person. */
export class MessagePusher {
  readonly #ports: Pushing;
  readonly #options: PushingOptions;
  readonly #sent = new Set<string>();

  constructor(ports: Pushing, options: PushingOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /**
   * Whether it is (still) to be pushed is looked at anew each time. Throws `unavailable` where a device is to be tried again; those that have had it are not pushed to again by this node.
   * [PUSH-5] [PUSH-9]
   */
  async push(work: PersonTask, context: { readonly signal: AbortSignal; readonly failures: number }): Promise<void> {
    // Asked together: of many at once each waits for the store as seldom as can be.
    const [push, devices] = await Promise.all([
      this.#prepare(work, context.failures),
      livingDevices(this.#ports, work.user),
    ]);
    if (!push) return;
    const ofWork = `${work.user} ${work.conversation} ${work.epoch} ${work.seq}`;
    const retries = await Promise.all(
      devices.map((device) => this.#pushTo(work, device, push, `${ofWork} ${device.key}`, context.signal)),
    );
    const again = retries.filter((ms) => ms !== null);
    if (again.length > 0) throw new ChatError('unavailable', { retryAfterMs: Math.max(...again) });
    for (const { key } of devices) this.#sent.delete(`${ofWork} ${key}`);
  }

  /** Null where there is nothing to push (any more). */
  async #prepare({ user, conversation, epoch, seq }: PersonTask, failures: number): Promise<Push | null> {
    const { log, pushes, privacy, profiles, keptSettings, clock } = this.#ports;
    const [page, settings] = await Promise.all([
      log.page({ conversation, reader: user, after: seq - 1, limit: 1 }),
      privacy.settings(user),
    ]);
    const message = page.status === 'page' ? page.messages[0] : undefined;
    if (page.status !== 'page' || page.state.head.epoch !== epoch) return null;
    if (message?.seq !== seq || message.content === undefined || message.deleted) return null;
    const now = clock.now();
    if (message.at < now - pushLifeMs) return null;
    const { facts, head, base } = page.state;
    const about = pushable(message, facts);
    const [standing] = await pushes.standings(conversation, [user], { epoch, base });
    if (!standing || !isToBePushed(about, standing, now)) return null;
    const calls = callsHer(about, user);
    if (failures > 0 && !calls && head.seq - seq >= overtakenBy) return null;
    if (settings.blocked.includes(message.author)) return null;
    const author = (await profiles.whoAre([message.author]))(message.author);
    const { name: server } = keptSettings.known;
    const { pushWords: showsWords, language } = settings;
    const payload = pushPayload(
      { message, author, facts, showsWords, language, server, address: this.#options.address },
      epoch,
    );
    return { payload, topic: topicOf(conversation), isUrgent: calls };
  }

  /** When it is to be tried again, in ms; null: no more. */
  async #pushTo(
    work: PersonTask,
    { thing, key }: KeptDevice,
    push: Push,
    name: string,
    signal: AbortSignal,
  ): Promise<number | null> {
    if (this.#sent.has(name)) return null;
    const outcome = await this.#options.sender.send(deviceIn(thing), push, signal);
    this.#options.told(outcome.status, work, 'why' in outcome ? outcome.why : undefined);
    if (outcome.status === 'gone') await this.#ports.kept.drop(work.user, 'push', key, { expected: thing.rev });
    if (outcome.status === 'later') return outcome.afterMs;
    this.#sent.add(name);
    for (const oldest of this.#sent) {
      if (this.#sent.size <= rememberedSent) break;
      this.#sent.delete(oldest);
    }
    return null;
  }
}
