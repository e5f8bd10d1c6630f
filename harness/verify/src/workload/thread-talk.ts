import { randomUUID } from 'node:crypto';
import { asClientId, asThreadId } from '@rookery/protocol';
import type { AnswerOf, ConversationId, PlaceId, ThreadId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { ThreadStep } from '../plan.ts';
import type { FollowRecord, StruckRecord } from '../thread-records.ts';
import { ClientDevice } from './client-device.ts';
import type { Device } from './device.ts';
import { noteChange } from './note-change.ts';
import type { Recorder } from './recorder.ts';
import { sayInPassing } from './say-in-passing.ts';
import { stepDeadlineMs, untilDone } from './until-done.ts';

type Thread = { readonly id: ThreadId; readonly parent: PlaceId; readonly seq: number };
type TextOf = (device: Device, bytes: number, names?: readonly number[]) => string;

/** Newest messages of the parent among which a reference is looked for. */
const lookedThrough = 100;

/** What people do in threads. */
export class ThreadTalk {
  readonly #recorder: Recorder;
  readonly #textOf: TextOf;
  /** By room and the plan's number there. */
  readonly #threads = new Map<string, Thread>();
  /** Somebody is about to open it. */
  readonly #opening = new Set<string>();

  constructor(recorder: Recorder, textOf: TextOf) {
    this.#recorder = recorder;
    this.#textOf = textOf;
  }

  threadIn(conversation: ConversationId): ThreadId | undefined {
    return this.#threads.get(`${conversation} 0`)?.id;
  }

  /** What a step says; nothing where nothing has been said above yet. */
  async take(step: ThreadStep, device: Device, conversation: ConversationId): Promise<void> {
    const thread = await this.#threadOf(device, conversation, step.under);
    if (!thread) return;
    const { id } = thread;
    switch (step.act) {
      case 'write':
        return device.write(id, this.#textOf(device, 50, step.names), { isInBoth: step.isInBoth });
      case 'edit': {
        const own = this.#recorder.ownOf(device.plan.name, id);
        if (own) await this.#edit(device, id, own.seq, this.#textOf(device, 30, step.names));
        return;
      }
      case 'react': {
        const last = this.#recorder.latest(id);
        if (!last) return;
        const { seq } = last;
        const change = { kind: 'react', conversation: id, seq, value: '👍', on: true } as const;
        return noteChange(this.#recorder, device, change, () =>
          device.ask('message:react', { conversation: id, seq, emoji: '👍', on: true }),
        );
      }
      case 'mark': {
        const last = this.#recorder.latest(id);
        if (last && device instanceof ClientDevice) await device.client.markRead(id, last.seq);
        return;
      }
      case 'follow':
      case 'unfollow': {
        const on = step.act === 'follow';
        return this.#noting(device, id, step.act, () => device.ask('thread:follow', { thread: id, on }));
      }
      case 'look':
        if (device instanceof ClientDevice)
          await this.#noting(device, id, 'look', () => device.look(thread.parent, thread.seq));
    }
  }

  async #noting(device: Device, thread: ThreadId, act: FollowRecord['act'], ask: () => Promise<unknown>) {
    const { user } = device;
    const base = { device: device.plan.name, user: user.id, thread, act, askedAt: this.#recorder.now() };
    const record: FollowRecord = { ...base, ackedAt: null };
    this.#recorder.history.follows.push(record);
    await untilDone(ask);
    record.ackedAt = this.#recorder.now();
  }

  #edit(device: Device, conversation: ConversationId, seq: number, value: string): Promise<void> {
    const change = { kind: 'edit', conversation, seq, value, on: true } as const;
    return noteChange(this.#recorder, device, change, () =>
      device.ask('message:edit', { conversation, seq, content: value }),
    );
  }

  /** It hangs on what was acknowledged last when somebody first comes to it. */
  async #threadOf(device: Device, conversation: ConversationId, under: number): Promise<Thread | undefined> {
    const key = `${conversation} ${under}`;
    const known = this.#threads.get(key);
    if (known) return known;
    const root = this.#recorder.latest(conversation);
    const others = [...this.#threads.values()].filter(({ parent }) => parent === conversation);
    if (!root || this.#opening.has(key) || others.some(({ seq }) => seq === root.seq)) return undefined;
    this.#opening.add(key);
    try {
      const thread = await this.#open(device, conversation as PlaceId, root.seq);
      this.#threads.set(key, thread);
      return thread;
    } finally {
      this.#opening.delete(key);
    }
  }

  async #open(device: Device, parent: PlaceId, seq: number): Promise<Thread> {
    const { thread } = await patiently(() => device.ask('thread:open', { conversation: parent, seq }), stepDeadlineMs);
    this.#recorder.history.threads.set(thread, { parent, seq });
    return { id: thread, parent, seq };
  }

  #say(device: ClientDevice, conversation: ConversationId, isInBoth = false): Promise<AnswerOf<'message:room'>> {
    return sayInPassing(this.#recorder, device, conversation, this.#textOf(device, 30), isInBoth);
  }

  async #strike(device: Device, conversation: ConversationId, seq: number): Promise<void> {
    const base = { device: device.plan.name, conversation, seq, askedAt: this.#recorder.now() };
    const record: StruckRecord = { ...base, ackedAt: null };
    this.#recorder.history.struck.push(record);
    await untilDone(() => device.ask('message:delete', { conversation, seq }));
    record.ackedAt = this.#recorder.now();
  }

  /** A thread whose root is deleted. Of its replies, which the room has too, one is edited and one deleted, through the room; and it goes on without its root. */
  async short(host: Device, others: readonly Device[], conversation: ConversationId): Promise<void> {
    const [one, other = host] = others;
    if (!(host instanceof ClientDevice && one instanceof ClientDevice && other instanceof ClientDevice)) return;
    const { seq } = await this.#say(host, conversation);
    const { id } = await this.#open(one, conversation as PlaceId, seq);
    const kept = await this.#say(one, id, true);
    const gone = await this.#say(other, id, true);
    const [keptSeq, goneSeq] = await this.#referencesTo(one, conversation, id, [kept.seq, gone.seq]);
    if (keptSeq !== undefined) await this.#edit(one, conversation, keptSeq, this.#textOf(one, 30));
    if (goneSeq !== undefined) await this.#strike(other, conversation, goneSeq);
    await this.#strike(host, conversation, seq);
    await this.#say(one, id);
  }

  async #referencesTo(
    device: Device,
    conversation: ConversationId,
    thread: ThreadId,
    seqs: readonly number[],
  ): Promise<(number | undefined)[]> {
    const { messages } = await patiently(
      () => device.ask('history:fetch', { conversation, limit: lookedThrough }),
      stepDeadlineMs,
    );
    const references = messages.filter(({ fromThread }) => fromThread?.thread === thread);
    return seqs.map((seq) => references.find(({ fromThread }) => fromThread?.seq === seq)?.seq);
  }

  /** A room that nobody else knows, with a thread that both follow, which ends with it. */
  async ending(host: Device, [guest]: readonly Device[]): Promise<void> {
    if (!guest) return;
    const name = `ending ${randomUUID()}`;
    const { room } = await patiently(() => host.ask('room:create', { name, visibility: 'private' }), stepDeadlineMs);
    await untilDone(() => host.ask('room:invite', { room: room.id, user: guest.user.id }));
    await untilDone(() => guest.ask('room:join', { room: room.id }));
    const say = (device: Device, conversation: ConversationId) =>
      patiently(
        () => device.ask('message:room', { conversation, content: 'soon over', clientId: asClientId(randomUUID()) }),
        stepDeadlineMs,
      );
    const { seq } = await say(host, room.id);
    const opened = await patiently(() => guest.ask('thread:open', { conversation: room.id, seq }), stepDeadlineMs);
    await say(guest, opened.thread);
    await untilDone(() => host.ask('room:delete', { room: room.id }));
    const ended = { parent: room.id, thread: asThreadId(opened.thread), ackedAt: this.#recorder.now(), answers: [] };
    this.#recorder.history.endedThreads.push(ended);
  }
}
