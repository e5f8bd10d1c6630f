import type { ConversationId, UserId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import { setTimeout as pause } from 'node:timers/promises';
import type { FinalRecord } from '../history.ts';
import type { Plan } from '../plan.ts';
import { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import { membersOf } from './read-members.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

const countsDeadlineMs = 15_000;
/** A node asks the others at most once a second how many are online. */
const restMs = 1_200;
const shownMs = 3_000;
const furtherBreaks = 3;

type Wrong = FinalRecord['counts'][number];

/**
 * Whether our clients show how many belong to each room and are online there. Nothing numbered tells that: whoever was away when the last one came
 * or went learns it when she resumes. [RES-7] The members are told live, too, so they have to be right before anything else happens. How many are
 * online is looked at where a break was the last thing that happened to a client, at rest: it is not told as people come and go. Those break off
 * whose person has another device, and somebody joins meanwhile.
 */
export async function readCounts(plan: Plan, stage: Stage, recorder: Recorder): Promise<void> {
  const { counts } = recorder.history.final;
  const clients = [...stage.devices.values()].filter((device) => device instanceof ClientDevice);
  const rooms = new Map<ConversationId, readonly UserId[]>();
  const readMembers = async (): Promise<void> => {
    for (const [index, room] of stage.rooms.entries()) {
      // A group's people are not counted.
      if (plan.rooms[index]?.visibility === 'group') continue;
      const [owner] = stage.devicesOf(plan.rooms[index]?.members[0] ?? 0);
      if (owner) rooms.set(room, await membersOf(owner, room));
    }
  };
  const look = async (devices: readonly ClientDevice[], what: Wrong['what'], deadlineMs: number): Promise<Wrong[]> => {
    let wrong: Wrong[] = [];
    await comesTrue(() => {
      const here = stage.here();
      wrong = devices.flatMap((device) =>
        [...rooms].flatMap(([room, members]) => compare(device, room, members, here)),
      );
      wrong = wrong.filter((each) => what === 'online' || each.what === what);
      return wrong.length === 0;
    }, deadlineMs);
    return wrong;
  };
  await readMembers();
  counts.push(...(await look(clients, 'members', countsDeadlineMs)));
  const seconds = plan.people.flatMap((_, person) => stage.devicesOf(person).slice(1));
  const breaking = clients.filter((device) => seconds.includes(device));
  const [beside] = stage.devices.values();
  if (!beside || breaking.length === 0) return;
  const breakOff = async (until: Promise<unknown>): Promise<Wrong[]> => {
    await Promise.all(breaking.map((device) => device.awayWhile(() => until)));
    await comesTrue(() => breaking.every((device) => device.isMissing() === null), countsDeadlineMs);
    return look(breaking, 'online', shownMs);
  };
  let wrong = await breakOff(visitEverywhere());
  // A node that has to wait for its store says how many are online on itself, and who deletes an account is taken out of the rooms by a task, which
  // may come after the members were read: one wrong answer may be that, four are not.
  for (let more = 0; more < furtherBreaks && wrong.length > 0; more += 1)
    wrong = await breakOff(pause(restMs).then(readMembers));
  counts.push(...wrong);

  async function visitEverywhere(): Promise<void> {
    if (!beside) return;
    const visitor = await stage.visitor(beside);
    for (const [index, room] of stage.rooms.entries())
      if (plan.rooms[index]?.visibility === 'public') await patiently(() => visitor.ask('room:join', { room }));
    await readMembers();
    await pause(restMs);
  }
}

/** `here`: once for each connected device. Whoever is there with two, on two nodes, may be counted as two. [PRES-3] */
function compare(
  device: ClientDevice,
  conversation: ConversationId,
  members: readonly UserId[],
  here: readonly UserId[],
): Wrong[] {
  const room = device.client.inbox.get().entries.find((entry) => entry.conversation === conversation)?.room;
  if (!members.includes(device.user.id)) return [];
  const present = here.filter((user) => members.includes(user));
  const base = { device: device.plan.name, conversation };
  const [count, shown] = [members.length, room?.members ?? null];
  const [least, most, online] = [new Set(present).size, present.length, room?.online ?? null];
  return [
    ...(shown === count ? [] : [{ ...base, what: 'members' as const, shown, least: count, most: count }]),
    ...(online !== null && online >= least && online <= most
      ? []
      : [{ ...base, what: 'online' as const, shown: online, least, most }]),
  ];
}
