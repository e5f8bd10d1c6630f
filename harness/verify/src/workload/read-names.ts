import type { Message, UserId } from '@rookery/protocol';
import type { FinalRecord } from '../history.ts';
import type { Plan } from '../plan.ts';
import { ClientDevice } from './client-device.ts';
import type { Device } from './device.ts';
import { comesTrue, isPassing } from './patiently.ts';
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

/** Waits until everybody is shown under the name that she has now, everywhere, and notes who is not. */
export async function readNames(plan: Plan, stage: Stage, recorder: Recorder): Promise<void> {
  const users = plan.people.map((_, person) => stage.userOf(person));
  const devices = [...stage.devices.values()];
  let stale: FinalRecord['names'] = [];
  await comesTrue(async () => {
    const seen = (await Promise.all(devices.map((device) => namesOn(device, users)))).flat();
    const acked = recorder.history.renames.map(({ user, displayName, rev }) => ({ user, shown: displayName, rev }));
    // What was acknowledged counts, and what was made without an acknowledgement and is told by the server.
    const newest = new Map<UserId, { readonly shown: string; readonly rev: number }>();
    for (const state of [...acked, ...seen])
      if ((newest.get(state.user)?.rev ?? -1) < state.rev) newest.set(state.user, state);
    stale = seen.flatMap(({ device, where, user, shown }) => {
      const now = newest.get(user)?.shown ?? shown;
      return shown === now ? [] : [{ device, where, user, shown, now }];
    });
    return stale.length === 0;
  }, namesDeadlineMs);
  recorder.history.final.names.push(...stale);
}

/** What the device's node answers, and what our client shows. */
async function namesOn(device: Device, users: readonly UserId[]): Promise<Seen[]> {
  const { name } = device.plan;
  const seen: Seen[] = [];
  try {
    const { users: found } = await device.ask('people:look', { users });
    for (const { id, displayName, rev } of found)
      seen.push({ device: name, where: 'what its node answers', user: id, shown: displayName, rev });
  } catch (error) {
    if (!isPassing(error)) throw error;
  }
  if (!(device instanceof ClientDevice)) return seen;
  const author = (where: string, { user }: Pick<Message, 'user'>): void =>
    void seen.push({ device: name, where, user: user.id, shown: user.displayName, rev: user.rev });
  for (const conversation of device.shown)
    for (const item of device.client.timeline(conversation).get().items)
      if (item.kind === 'message') author(`message ${item.message.seq} of ${conversation}`, item.message);
  for (const { conversation, user, last } of device.client.inbox.get().entries) {
    if (user) author(`the inbox's line of ${conversation}`, { user });
    if (last) author(`the last message in the inbox's line of ${conversation}`, last);
  }
  return seen;
}
