import { setTimeout as pause } from 'node:timers/promises';
import type { ClientEventName, ConversationId } from '@rookery/protocol';
import { isPassing, patiently, refusalOf } from '@rookery/testkit/patiently';
import { mayDegrade } from '../degraded.ts';
import type { RemovalRecord } from '../history.ts';
import type { LinkStep, Plan, Step } from '../plan.ts';
import { ClientDevice } from './client-device.ts';
import { closeAccount } from './close-account.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import { showFace } from './faces.ts';
import { letIn } from './let-in.ts';
import { callAway } from './look-away.ts';
import { noteChange } from './note-change.ts';
import { oust } from './oust.ts';
import { punish } from './punish.ts';
import { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import { sendFiles } from './send-files.ts';
import { sendLater } from './send-later.ts';
import { sendLink } from './send-link.ts';
import { signOut } from './sign-out.ts';
import { ThreadTalk } from './thread-talk.ts';
import { stepDeadlineMs, undoneMs, untilDone } from './until-done.ts';
import type { Stage } from './stage.ts';

const sampleMs = 100;
const burstMessages = 12;
const calledMs = 3_000;

/** Plays the steps of a plan at their times. Resolves when all that was begun is done. */
export async function perform(plan: Plan, stage: Stage, recorder: Recorder): Promise<void> {
  const player = new Player(stage, recorder);
  const beganAt = performance.now();
  const running: Promise<void>[] = [];
  for (const step of plan.steps) {
    const waitMs = step.at - (performance.now() - beganAt);
    if (waitMs > 1) await pause(waitMs);
    running.push(player.play(step));
  }
  await pause(Math.max(0, plan.durationMs - (performance.now() - beganAt)));
  await Promise.all(running);
}

/** Notes how many devices are whole, until the returned function is called. */
export function watchWhole(stage: Stage, recorder: Recorder): () => void {
  const timer = setInterval(() => {
    const devices = [...stage.devices.values()];
    const whole = devices.filter((device) => device.isMissing() === null).length;
    recorder.history.whole.push({ at: recorder.now(), whole, of: devices.length });
  }, sampleMs);
  return () => clearInterval(timer);
}

class Player {
  readonly #stage: Stage;
  readonly #recorder: Recorder;
  readonly #outside = new Set<string>();
  readonly #talk: ThreadTalk;
  #count = 0;

  constructor(stage: Stage, recorder: Recorder) {
    this.#stage = stage;
    this.#recorder = recorder;
    this.#talk = new ThreadTalk(recorder, (device, bytes, names) => this.#text(device, bytes, names));
  }

  async play(step: Step): Promise<void> {
    const device = this.#stage.devices.get(step.device);
    if (!device) return;
    try {
      await this.#do(step, device);
    } catch (error) {
      // What fails in passing is part of the day; what the checker needs is in the history.
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      this.#recorder.history.givenUp.push(`${step.kind}: ${refusal.code}`);
    }
  }

  async #do(step: Step, device: Device): Promise<void> {
    switch (step.kind) {
      case 'send':
        return device.write(this.#room(step.room), this.#text(device, step.bytes, step.names));
      case 'whisper':
        return device.write({ to: this.#stage.userOf(step.to) }, this.#text(device, 60, step.names));
      case 'files':
        return this.#sendFiles(device, step);
      case 'later':
        return sendLater(device, this.#recorder, this.#room(step.room), this.#text(device, 30), step.inMs);
      case 'burst':
        return this.#burst(device, this.#room(step.room));
      case 'edit':
        return this.#edit(device, this.#room(step.room), step.age, step.names);
      case 'recall':
        return this.#recall(device, this.#room(step.room), step.person);
      case 'react':
        return this.#react(device, this.#room(step.room), step.emoji, step.on);
      case 'mark':
        return this.#mark(device, this.#room(step.room));
      case 'rename':
        return this.#rename(device);
      case 'visit':
        return this.#visit(device, this.#room(step.room));
      case 'arrive':
        return this.#arrive(device, step.beside);
      case 'punish':
        return punish(this.#stage, this.#recorder, device, this.#room(step.room), step.beside);
      case 'oust':
        return this.#withAccount(oust, step);
      case 'sign-out':
        return this.#withAccount(signOut, step);
      case 'close-account':
        return this.#withAccount(closeAccount, step);
      case 'let-in':
        return letIn(this.#stage, this.#recorder, this.#room(step.room), device, this.#ways(step.ways));
      case 'in-thread':
        return this.#talk.take(step, device, this.#room(step.room));
      case 'link':
        return this.#sendLink(device, step);
      case 'face':
        return showFace(device, this.#recorder);
      case 'call-away':
        return this.#callAway(device, step.isReadBySome);
      case 'short-thread':
        return this.#talk.short(device, this.#ways(step.ways), this.#room(step.room));
      case 'ending':
        return this.#talk.ending(device, this.#ways(step.ways));
      case 'pry':
        return this.#pry(device, this.#room(step.room));
      case 'overstep':
        return this.#overstep(device, this.#room(step.room), step.owner);
      case 'remove':
        return this.#remove(device, step.room, step.person, step.backAfterMs);
      case 'reload':
        return device.reload(step.forMs);
      case 'absence':
        return device.absence(step.forMs);
    }
  }

  #room(index: number): ConversationId {
    const room = this.#stage.rooms[index];
    if (!room) throw new Error('a plan names a room that is not in it');
    return room;
  }

  /** Each is written once. */
  #text(device: Device, bytes: number, names: readonly number[] = []): string {
    this.#count += 1;
    const head = `${device.plan.name} #${this.#count}${this.#calls(names)}`;
    const filling = '·'.repeat(Math.max(0, Math.floor((bytes - head.length - 1) / 2)));
    return filling === '' ? head : `${head} ${filling}`;
  }

  #calls(names: readonly number[]): string {
    // Now and then all are called, too, also by those who may not.
    const all = names.length > 0 && this.#count % 5 === 0 ? ' @all' : '';
    return names.map((person) => ` @${this.#stage.usernameOf(person)}`).join('') + all;
  }

  async #sendFiles(device: Device, step: Step & { readonly kind: 'files' }): Promise<void> {
    if (!(device instanceof ClientDevice)) return;
    const message = { conversation: this.#room(step.room), content: this.#text(device, 20), files: step.files };
    await sendFiles(device, this.#recorder, message, step.isTakenBack);
  }

  async #sendLink(device: Device, step: LinkStep): Promise<void> {
    const { pages } = this.#stage;
    const words = this.#text(device, 20);
    if (pages !== null) await sendLink(device, this.#recorder, this.#room(step.room), words, step, pages);
  }

  async #callAway(device: Device, isReadBySome: boolean): Promise<void> {
    const { away } = this.#stage;
    if (away) await callAway(away, this.#recorder, device, this.#text(device, 0).replace('#', 'call '), isReadBySome);
  }

  async #burst(device: Device, conversation: ConversationId): Promise<void> {
    if (device instanceof RawDevice)
      await device.burst(
        conversation,
        Array.from({ length: burstMessages }, () => this.#text(device, 40)),
      );
  }

  async #edit(device: Device, conversation: ConversationId, age: number, names: readonly number[]): Promise<void> {
    const own = this.#recorder.ownOf(device.plan.name, conversation, age);
    if (own) await this.#rewrite(device, conversation, own.seq, names);
  }

  async #rewrite(device: Device, conversation: ConversationId, seq: number, names: readonly number[]): Promise<void> {
    this.#count += 1;
    const value = `${device.plan.name} edited #${this.#count}${this.#calls(names)}`;
    await noteChange(this.#recorder, device, { kind: 'edit', conversation, seq, value, on: true }, () =>
      device.ask('message:edit', { conversation, seq, content: value }),
    );
  }

  /** Calls somebody by an edit of what she has read; when she has seen it, takes her name away and names her again, which calls her no second time. */
  async #recall(device: Device, conversation: ConversationId, person: number): Promise<void> {
    const own = this.#recorder.ownOf(device.plan.name, conversation);
    const [reader] = this.#stage.devicesOf(person);
    if (!own || !(reader instanceof ClientDevice)) return;
    const see = () => reader.client.markRead(conversation, own.seq);
    const isCalled = (): boolean =>
      reader.client.inbox
        .get()
        .entries.some((entry) => entry.conversation === conversation && (entry.calledLate ?? 0) > 0);
    await see();
    await this.#rewrite(device, conversation, own.seq, [person]);
    await comesTrue(isCalled, calledMs);
    await see();
    await this.#rewrite(device, conversation, own.seq, []);
    await this.#rewrite(device, conversation, own.seq, [person]);
  }

  async #react(device: Device, conversation: ConversationId, emoji: string, on: boolean): Promise<void> {
    const last = this.#recorder.latest(conversation);
    if (!last) return;
    await noteChange(this.#recorder, device, { kind: 'react', conversation, seq: last.seq, value: emoji, on }, () =>
      device.ask('message:react', { conversation, seq: last.seq, emoji, on }),
    );
  }

  async #mark(device: Device, conversation: ConversationId): Promise<void> {
    const last = this.#recorder.latest(conversation);
    if (last && device instanceof ClientDevice) await device.client.markRead(conversation, last.seq);
  }

  /** Repeated until it is acknowledged: a change that nobody was promised may be taken back by a failover, and then is no name of hers. */
  async #rename(device: Device): Promise<void> {
    this.#count += 1;
    const displayName = `${device.plan.name} ☞ ${this.#count}`;
    const { user } = await patiently(() => device.ask('profile:set', { displayName }), stepDeadlineMs);
    this.#recorder.renamed(user);
  }

  /** Somebody comes, says something and signs out for good. What she wrote has to go out: where it does not, she stays. */
  async #visit(beside: Device, room: ConversationId): Promise<void> {
    const visitor = await this.#stage.visitor(beside);
    await untilDone(() => visitor.ask('room:join', { room }));
    visitor.write(room, this.#text(visitor, 40));
    if (!(await comesTrue(() => visitor.isIdle(), stepDeadlineMs))) return;
    const { id, username } = visitor.user;
    try {
      await visitor.ask('user:leave', {});
      this.#recorder.history.visits.push({ user: id, username, token: visitor.token, leftAt: this.#recorder.now() });
    } finally {
      visitor.close();
    }
  }

  /** Something is said, then somebody comes, for whom all that was acknowledged before does not exist. */
  async #arrive(host: Device, beside: string): Promise<void> {
    const way = this.#stage.devices.get(beside);
    const conversation = this.#stage.since;
    host.write(conversation, this.#text(host, 40));
    if (!way) return;
    const visitor = await this.#stage.visitor(way);
    const acks = [...this.#recorder.history.sends.values()].flatMap((send) => send.acks);
    const before = new Set(acks.filter((ack) => ack.conversation === conversation).map(({ id }) => id));
    await untilDone(() => visitor.ask('room:join', { conversation }));
    const askedAt = this.#recorder.now();
    const { messages } = await patiently(
      () => visitor.ask('history:fetch', { conversation, limit: 100 }),
      stepDeadlineMs,
    );
    const old = messages.find(({ id }) => before.has(id));
    if (old)
      this.#recorder.history.leaks.push({
        device: visitor.plan.name,
        conversation,
        request: 'history:fetch',
        askedAt,
        what: `got number ${old.seq}, which had been said before she came`,
      });
    visitor.close();
  }

  #ways(names: readonly string[]): Device[] {
    return names.flatMap((name) => this.#stage.devices.get(name) ?? []);
  }

  async #withAccount(act: typeof oust, { room, ways }: { room: number; ways: readonly string[] }): Promise<void> {
    const [one, other] = this.#ways(ways);
    if (one && other) await act(this.#stage, this.#recorder, this.#room(room), [one, other]);
  }

  /** Somebody outside asks for what is none of her business. */
  async #pry(device: Device, conversation: ConversationId): Promise<void> {
    const askedAt = this.#recorder.now();
    const thread = this.#talk.threadIn(conversation);
    const attempts: [ClientEventName, object][] = [
      ['history:fetch', { conversation }],
      ['message:room', { conversation, content: 'knock' }],
      ['thread:open', { conversation, seq: 1 }],
      ...(thread
        ? ([
            ['history:fetch', { conversation: thread }],
            ['message:room', { conversation: thread, content: 'knock' }],
            ['thread:follow', { thread, on: true }],
          ] satisfies [ClientEventName, object][])
        : []),
    ];
    for (const [request, payload] of attempts) {
      const code = await device.ask(request, payload).then(
        () => 'ok',
        (error: unknown) => (isPassing(error) ? null : (refusalOf(error)?.code ?? String(error))),
      );
      if (code !== null && code !== 'not_found')
        this.#recorder.history.leaks.push({
          device: device.plan.name,
          conversation,
          request,
          askedAt,
          what: `got "${code}" instead of "not_found"`,
        });
    }
  }

  /** A plain member tries what only the owner may: others' messages, the room, its people. */
  async #overstep(device: Device, conversation: ConversationId, owner: number): Promise<void> {
    const askedAt = this.#recorder.now();
    const attempts: [ClientEventName, object][] = [
      ['room:edit', { conversation, topic: `${device.plan.name} was here` }],
      ['room:remove', { conversation, user: this.#stage.userOf(owner) }],
    ];
    const last = this.#recorder.latest(conversation)?.seq;
    const own = this.#stage
      .devicesOf(device.plan.person)
      .map(({ plan }) => this.#recorder.ownOf(plan.name, conversation)?.seq);
    if (last !== undefined && !own.includes(last)) attempts.push(['message:delete', { conversation, seq: last }]);
    for (const [request, payload] of attempts) {
      const wasDone = await device.ask(request, payload).then(
        () => true,
        () => false,
      );
      if (wasDone) this.#recorder.history.oversteps.push({ device: device.plan.name, conversation, request, askedAt });
    }
  }

  /** Out, a look from outside, and in again by an invitation. */
  async #remove(owner: Device, roomIndex: number, person: number, backAfterMs: number): Promise<void> {
    const key = `${roomIndex} ${person}`;
    if (this.#outside.has(key)) return;
    this.#outside.add(key);
    const room = this.#room(roomIndex);
    const device = this.#stage.devicesOf(person)[0];
    if (!device) return;
    const user = device.user.id;
    const removal = {
      user,
      conversation: room,
      askedAt: this.#recorder.now(),
      ackedAt: null,
      backAt: null,
      inAt: null,
    } as RemovalRecord;
    this.#recorder.history.removals.push(removal);
    await untilDone(() => owner.ask('room:remove', { room, user }), undoneMs);
    removal.ackedAt = this.#recorder.now();
    await this.#pry(device, room);
    await pause(backAfterMs);
    removal.backAt = this.#recorder.now();
    for (let isIn = false; !isIn;) {
      await untilDone(() => owner.ask('room:invite', { room, user }), undoneMs);
      isIn = await untilDone(() => device.ask('room:join', { room }), undoneMs).then(
        () => true,
        (error: unknown) => {
          // An invitation that was taken while a shard had no second copy may have gone with the first one.
          if (refusalOf(error)?.code === 'not_found' && mayDegrade(this.#recorder.history, removal.backAt ?? 0))
            return false;
          throw error;
        },
      );
    }
    removal.inAt = this.#recorder.now();
    this.#outside.delete(key);
  }
}
