import { isDeepStrictEqual } from 'node:util';
import type { ConversationId, Entry } from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import { changesNotTold, toldUpTo } from '../checker/tasks.ts';
import { showsItsThread } from '../checker/threads.ts';
import type { FinalRecord } from '../history.ts';
import { marksOf } from '../inbox-marks.ts';
import type { Plan } from '../plan.ts';
import type { System } from '../system/system.ts';
import { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import { waitForPushes } from './look-away.ts';
import { readCounts } from './read-counts.ts';
import { readFaces } from './faces.ts';
import { readFiles } from './read-files.ts';
import { readLeavers } from './read-leavers.ts';
import { readMembers } from './read-members.ts';
import { readNames } from './read-names.ts';
import { readPreviews } from './read-previews.ts';
import { readRestored } from './read-restored.ts';
import { readSearches } from './read-searches.ts';
import { readLog } from './read-log.ts';
import { readThreads } from './read-threads.ts';
import { holderOf } from './holder-of.ts';
import type { Recorder } from './recorder.ts';
import { waitForLater } from './send-later.ts';
import type { Stage } from './stage.ts';

const wholeDeadlineMs = 45_000;
const toldDeadlineMs = 15_000;
/** Longer than a lease that was lost, and the sweep that finds it. */
const tasksDeadlineMs = 90_000;
const presenceDeadlineMs = 15_000;

/** When the last fault is over: waits until everybody is whole, then reads what the server has and what the clients show. */
export async function observeEnd(plan: Plan, stage: Stage, recorder: Recorder, system: System): Promise<void> {
  const { final } = recorder.history;
  const devices = [...stage.devices.values()];
  await comesTrue(() => devices.every((device) => device.isMissing() === null && device.isIdle()), wholeDeadlineMs);
  const isWhole = devices.every((device) => device.isMissing() === null && device.isIdle());
  const described = isWhole ? '' : ((await system.describe?.()) ?? '');
  for (const device of devices) {
    const what = device.isMissing() ?? (device.isIdle() ? null : 'its outbox is not empty');
    if (what !== null)
      final.notWhole.push({ device: device.plan.name, what: `${what}${described === '' ? '' : ` (${described})`}` });
  }
  await waitForLater(stage, recorder);
  recorder.history.wholeAt = recorder.now();
  await readNames(plan, stage, recorder);
  await readLeavers(stage, recorder, system.directUrl);
  await readMembers(plan, stage, recorder);
  await Promise.all(devices.map((device) => readInbox(device, recorder)));
  for (const [conversation, reader] of readers(final.inboxes, stage))
    final.logs.set(conversation, await readLog(reader, conversation));
  await readThreads(stage, recorder);
  await readSearches(stage, recorder);
  await waitForTasks(recorder, system);
  await readActs(stage, recorder);
  await Promise.all(
    devices.filter((device) => device instanceof ClientDevice).map((device) => readScreen(device, recorder)),
  );
  await readCounts(plan, stage, recorder);
  await readPreviews(stage, recorder, system.pages?.asked ?? new Set(), plan.patienceMs);
  await readFaces(stage, recorder, system.directUrl, plan.patienceMs);
  // Late, so that what a sweep takes away wrongly is gone by now.
  await readFiles(stage, recorder, system.directUrl);
  await waitForPushes(stage.away, recorder, plan.patienceMs);
  await Promise.all(
    stage.devices.size > 0 ? plan.people.map((_, person) => trySession(person, stage, recorder, system.directUrl)) : [],
  );
  await readRestored(stage, recorder, system.archive);
  await checkPresence(plan, stage, recorder, system);
  recorder.history.endedAt = recorder.now();
}

/** What the server says of it, and what it shows a moment later. */
async function readInbox(device: Device, recorder: Recorder): Promise<void> {
  const list = async (): Promise<Entry[]> => {
    const entries: Entry[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const from: string | undefined = cursor;
      const page = await patiently(() =>
        device.ask('inbox:list', { limit: 100, ...(from === undefined ? {} : { cursor: from }) }),
      );
      entries.push(...page.entries);
      cursor = page.next;
    }
    return entries;
  };
  let server = await list();
  let shown: readonly Entry[] = server;
  if (device instanceof ClientDevice)
    await comesTrue(async () => {
      const { entries, threads } = device.client.inbox.get();
      shown = [...entries, ...threads];
      if (isDeepStrictEqual(marksOf(shown), marksOf(server))) return true;
      server = await list();
      return false;
    }, toldDeadlineMs);
  const client = device instanceof ClientDevice ? device.client : null;
  const state = client
    ? `${client.connection.get().state}, session ${client.session.get().state}, inbox ${client.inbox.get().state}`
    : 'raw';
  recorder.history.final.inboxes.push({ device: device.plan.name, user: device.user.id, server, shown, state });
}

/** Somebody who may read each conversation. */
function readers(inboxes: Recorder['history']['final']['inboxes'], stage: Stage): ReadonlyMap<ConversationId, Device> {
  const found = new Map<ConversationId, Device>();
  for (const { device, server } of inboxes)
    for (const { conversation, invited } of server) {
      const reader = stage.devices.get(device);
      if (reader && invited !== true && !found.has(conversation)) found.set(conversation, reader);
    }
  return found;
}

/** Waits until the consumer of each room was told all that is in its log and all changes that were acknowledged, and notes what it was told. */
async function waitForTasks({ history }: Recorder, system: System): Promise<void> {
  if (!system.told) return;
  const { final, rooms } = history;
  await comesTrue(() => {
    const told = Map.groupBy((final.told = system.told?.() ?? []), ({ conversation }) => conversation);
    return [...rooms.keys()].every((room) => {
      const log = final.logs.get(room);
      if (log === undefined) return true;
      const tellings = told.get(room) ?? [];
      return toldUpTo(log, tellings).seq >= log.headSeq && changesNotTold(history, room, tellings).length === 0;
    });
  }, tasksDeadlineMs);
}

/** Waits until every act that was acknowledged has its record, and notes what the logs have. */
async function readActs(stage: Stage, { history }: Recorder): Promise<void> {
  const rooms = new Set(history.acts.map(({ room }) => room));
  await comesTrue(async () => {
    const records: NonNullable<FinalRecord['records']> = [];
    for (const room of rooms)
      for (const device of stage.devices.values()) {
        const found = await actsIn(device, room);
        if (found === null) continue;
        records.push(...found);
        break;
      }
    history.final.records = records;
    return history.acts.every(
      ({ reason, ackedAt }) => ackedAt === null || records.some((record) => record.reason === reason),
    );
  }, tasksDeadlineMs);
}

/** Null for whoever may not read it. */
async function actsIn(device: Device, room: ConversationId): Promise<NonNullable<FinalRecord['records']> | null> {
  const found: NonNullable<FinalRecord['records']> = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const from: string | undefined = cursor;
    const page = await patiently(() =>
      device.ask('audit:list', { room, ...(from === undefined ? {} : { cursor: from }) }),
    ).catch((error: unknown) => {
      if (isPassing(error)) throw error;
      return null;
    });
    if (page === null) return null;
    found.push(...page.records.map(({ act, target, reason }) => ({ act, user: target.user?.id, reason })));
    cursor = page.next;
  }
  return found;
}

/** Waits until a client was told everything and shows the newest, and notes what it shows. */
async function readScreen(device: ClientDevice, recorder: Recorder): Promise<void> {
  const { threads, final } = recorder.history;
  const { logs, timelines } = final;
  const life = device.life;
  // A thread that she has let go of is told no longer.
  const isHeard = (conversation: ConversationId): boolean =>
    !threads.has(conversation) ||
    device.client.inbox.get().threads.some((entry) => entry.conversation === conversation);
  await comesTrue(
    () =>
      [...(life?.told ?? [])].every(([conversation, { messages }]) => {
        if (!isHeard(conversation)) return true;
        const head = logs.get(conversation)?.headSeq;
        const last = messages.at(-1);
        return head === undefined || last === undefined || last.seq >= head;
      }),
    toldDeadlineMs,
  );
  for (const conversation of device.shown) {
    const timeline = device.client.timeline(conversation);
    const isUpToDate = (): boolean => {
      const last = timeline.get().items.findLast(({ kind }) => kind === 'message');
      return last?.kind === 'message' && last.message.seq >= (logs.get(conversation)?.headSeq ?? 0);
    };
    if (logs.has(conversation)) await comesTrue(isUpToDate, toldDeadlineMs);
    await comesTrue(
      () => timeline.get().items.every((item) => item.kind !== 'message' || showsItsThread(item.message, logs)),
      toldDeadlineMs,
    );
    timelines.push({
      device: device.plan.name,
      conversation,
      state: timeline.get().state,
      items: timeline
        .get()
        .items.map((item) =>
          item.kind === 'message'
            ? { kind: 'message', message: item.message }
            : { kind: 'pending', clientId: item.pending.entry.clientId },
        ),
    });
  }
}

/** Whether a token is still its user. */
async function trySession(person: number, stage: Stage, recorder: Recorder, url: string): Promise<void> {
  const device = stage.devicesOf(person)[0];
  if (!device) return;
  const found = await holderOf(device.token, url);
  recorder.history.final.sessions.push({ name: device.plan.name, expected: device.user.id, found });
}

/** Everybody is there; then one leaves, and is gone. */
async function checkPresence(plan: Plan, stage: Stage, recorder: Recorder, system: System): Promise<void> {
  const [watcher] = stage.devicesOf(0);
  const leaver = plan.people.length - 1;
  if (!watcher || leaver < 1) return;
  const users = plan.people.map((_, person) => stage.userOf(person));
  const states = async (): Promise<ReadonlyMap<string, boolean>> => {
    try {
      const { states: all } = await watcher.ask('presence:watch', { users });
      return new Map(all.map(({ user, online }) => [user, online]));
    } catch (error) {
      if (!isPassing(error)) throw error;
      return new Map();
    }
  };
  let seen: ReadonlyMap<string, boolean> = new Map();
  const isSo = async (user: string | undefined, isOnline: boolean): Promise<boolean> => {
    seen = await states();
    return user === undefined ? users.every((each) => seen.get(each) === true) : seen.get(user) === isOnline;
  };
  if (!(await comesTrue(() => isSo(undefined, true), presenceDeadlineMs)))
    for (const [person, user] of users.entries())
      if (seen.get(user) !== true)
        recorder.history.final.ghosts.push({
          name: plan.people[person]?.name ?? '?',
          expected: 'online',
          afterMs: presenceDeadlineMs,
        });
  // Without a word where that can be done: her node dies under her, and she does not come back.
  const [device] = stage.devicesOf(leaver);
  const connection = device instanceof ClientDevice ? device.client.connection.get() : null;
  if (connection?.state === 'online') await system.loseNode?.(connection.node);
  for (const each of stage.devicesOf(leaver)) each.close();
  if (!(await comesTrue(() => isSo(users[leaver], false), presenceDeadlineMs)))
    recorder.history.final.ghosts.push({
      name: plan.people[leaver]?.name ?? '?',
      expected: 'offline',
      afterMs: presenceDeadlineMs,
    });
}
