import type { ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { PushDevice, PushServiceOfOurs } from '@rookery/testkit/push-service';
import { dueMs, pushesOwed } from '../checker/pushes.ts';
import type { CallRecord, ListenerRecord } from '../push-records.ts';
import { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import { sayInPassing } from './say-in-passing.ts';
import { stepDeadlineMs } from './until-done.ts';

/** A lease that was lost, the sweep that finds it, and the pause after a push that failed. */
const sentDeadlineMs = 90_000;

/** People in a room of their own, in which somebody else writes, and whose devices are pushed to. */
export type Away = {
  readonly conversation: ConversationId;
  /** One never reads, one reads everything at once, one sometimes. */
  readonly never: RawDevice;
  readonly always: RawDevice;
  readonly sometimes: RawDevice;
  /** What the push service has refused. */
  readonly service: PushServiceOfOurs;
};

/** The host makes the room and writes there. */
export async function openAway(
  host: Device,
  urlOf: (front: number) => string,
  recorder: Recorder,
  suffix: string,
  service: PushServiceOfOurs,
): Promise<Away> {
  const { room } = await patiently(() => host.ask('room:create', { name: `away.${suffix}` }));
  const conversation = room.id;
  const { history } = recorder;
  history.rooms.set(conversation, 'the room of those who look away');
  const listeners = new Map<PushDevice, ListenerRecord>();
  service.onPush = (device, { at, text, topic }) => {
    const { notification } = JSON.parse(text) as {
      readonly notification: { readonly body: string; readonly tag: string };
    };
    const { body, tag } = notification;
    listeners.get(device)?.pushes.push({ at: at - history.beganAt, body, tag, topic });
  };
  const listen = async (name: string, front: number): Promise<RawDevice> => {
    const plan = { name, person: -1, kind: 'raw', transport: 'websocket', front } as const;
    const device = await RawDevice.join(plan, urlOf(front), recorder, { name: `${name}.${suffix}` });
    await patiently(() => device.ask('room:join', { conversation }));
    await patiently(() => device.ask('notify:set', { conversation, level: 'all' }));
    const phone = service.device();
    const listener: ListenerRecord = { name, user: device.user.id, pushes: [] };
    listeners.set(phone, listener);
    history.listeners.push(listener);
    await patiently(() => device.ask('push:add', phone.subscription));
    return device;
  };
  const [never, always, sometimes] = [await listen('l1', 1), await listen('l2', 2), await listen('l3', 3)];
  return { conversation, never, always, sometimes, service };
}

/** Says something there until it is acknowledged; who reads it says so until that is, too. */
export async function callAway(
  { conversation, always, sometimes }: Away,
  recorder: Recorder,
  host: Device,
  content: string,
  isReadBySome: boolean,
): Promise<void> {
  if (!(host instanceof ClientDevice)) return;
  const call: CallRecord = {
    ...{ device: host.plan.name, conversation, content, askedAt: recorder.now() },
    ...{ seq: null, ackedAt: null },
  };
  recorder.history.calls.push(call);
  const { seq } = await sayInPassing(recorder, host, conversation, content);
  Object.assign(call, { seq, ackedAt: recorder.now() });
  await Promise.all(
    [always, ...(isReadBySome ? [sometimes] : [])].map(async (reader) => {
      const mark = recorder.marks(reader.user.id, { conversation, seq, rev: null });
      await patiently(() => reader.ask('read:mark', { conversation, seq }), stepDeadlineMs);
      mark.ackedAt = recorder.now();
    }),
  );
}

/** Waits until all is due and what was owed has come. With less patience than a sweep needs, nobody is held to what has not come by then. */
export async function waitForPushes(away: Away | null, recorder: Recorder, patienceMs = sentDeadlineMs): Promise<void> {
  if (!away) return;
  const { history } = recorder;
  const lastDueAt = dueMs + history.calls.reduce((last, { askedAt, ackedAt }) => Math.max(last, ackedAt ?? askedAt), 0);
  await comesTrue(() => recorder.now() > lastDueAt && pushesOwed(history).length === 0, patienceMs);
  if (patienceMs < sentDeadlineMs) for (const { call } of pushesOwed(history)) call.ackedAt = null;
  // Whoever is killed in the middle of a request leaves half of one.
  history.pushFaults.push(...away.service.faults.filter((fault) => !/aborted|ECONNRESET/.test(fault)));
}
