import type { Message, UserId } from '@rookery/protocol';
import { isPassing, patiently } from '@rookery/testkit/patiently';
import type { FinalRecord, RenameRecord } from '../history.ts';
import type { Plan } from '../plan.ts';
import { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** A node is at most a minute behind; then its clients are told. */
const namesDeadlineMs = 70_000;

type Seen = {
  readonly device: string;
  readonly where: string;
  readonly user: UserId;
  readonly shown: string;
  readonly rev: number;
};

type Look = (device: Device) => Seen[] | Promise<Seen[]>;

/**
 * Waits until everybody is shown under the name that she has now, everywhere, and notes who is not. Asks our clients' servers for nothing before their
 * screens are right: they learn from every answer, and would hide that they were not told.
 */
export async function readNames(plan: Plan, stage: Stage, recorder: Recorder): Promise<void> {
  const users = plan.people.map((_, person) => stage.userOf(person));
  const devices = [...stage.devices.values()];
  // Nobody says anything after this that would bring the new name with it.
  await Promise.all(plan.people.map((_, person) => renameLast(person, stage, recorder)));
  const looks: readonly Look[] = [screenOf, (device) => answerTo(device, users)];
  for (const look of looks) {
    let stale: FinalRecord['names'] = [];
    await comesTrue(async () => {
      stale = staleAmong(
        (await Promise.all(devices.map(async (device) => look(device)))).flat(),
        recorder.history.renames,
      );
      return stale.length === 0;
    }, namesDeadlineMs);
    recorder.history.final.names.push(...stale);
  }
}

async function renameLast(person: number, stage: Stage, recorder: Recorder): Promise<void> {
  const [device] = stage.devicesOf(person);
  if (!device) return;
  const { user } = await patiently(() => device.ask('profile:set', { displayName: `${device.plan.name} at last` }));
  recorder.renamed(user);
}

/** What was acknowledged counts, and what was made without an acknowledgement and is seen somewhere. */
function staleAmong(seen: readonly Seen[], renames: readonly RenameRecord[]): FinalRecord['names'] {
  const newest = new Map<UserId, { readonly shown: string; readonly rev: number }>();
  const acked = renames.map(({ user, displayName, rev }) => ({ user, shown: displayName, rev }));
  for (const state of [...acked, ...seen])
    if ((newest.get(state.user)?.rev ?? -1) < state.rev) newest.set(state.user, state);
  return seen.flatMap(({ device, where, user, shown }) => {
    const now = newest.get(user)?.shown ?? shown;
    return shown === now ? [] : [{ device, where, user, shown, now }];
  });
}

async function answerTo(device: Device, users: readonly UserId[]): Promise<Seen[]> {
  try {
    const { users: found } = await device.ask('people:look', { users });
    return found.map(({ id, displayName, rev }) => ({
      device: device.plan.name,
      where: 'what its node answers',
      user: id,
      shown: displayName,
      rev,
    }));
  } catch (error) {
    if (!isPassing(error)) throw error;
    return [];
  }
}

/** What our client shows. */
function screenOf(device: Device): Seen[] {
  const { name } = device.plan;
  const seen: Seen[] = [];
  if (!(device instanceof ClientDevice)) return seen;
  const author = (where: string, { user }: Pick<Message, 'user'>): void =>
    void seen.push({ device: name, where, user: user.id, shown: user.displayName, rev: user.rev });
  for (const conversation of device.shown)
    for (const item of device.client.timeline(conversation).get().items)
      if (item.kind === 'message') author(`message ${item.message.seq} of ${conversation}`, item.message);
  for (const { conversation, user, users = [], last } of device.client.inbox.get().entries) {
    for (const one of [user ?? [], users].flat()) author(`the inbox's line of ${conversation}`, { user: one });
    if (last) author(`the last message in the inbox's line of ${conversation}`, last);
  }
  return seen;
}
