import type { ConversationId, UserId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { Plan } from '../plan.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** What is left to a task is done by then. */
const deadlineMs = 60_000;

/** Notes who must be a member of a room, or must not, by an act that was acknowledged, and in the end is not, or is. */
export async function readMembers(plan: Plan, stage: Stage, { history }: Recorder): Promise<void> {
  const { belongings, final } = history;
  const rooms = new Set(belongings.map(({ conversation }) => conversation));
  await comesTrue(async () => {
    const members = new Map<ConversationId, ReadonlySet<UserId>>();
    for (const room of rooms) {
      const [owner] = stage.devicesOf(plan.rooms[stage.rooms.indexOf(room)]?.members[0] ?? 0);
      if (owner) members.set(room, new Set(await membersOf(owner, room)));
    }
    final.misplaced = belongings.filter(
      ({ user, conversation, isMember }) => members.get(conversation)?.has(user) === !isMember,
    );
    return final.misplaced.length === 0;
  }, deadlineMs);
}

export async function membersOf(owner: Device, room: ConversationId): Promise<UserId[]> {
  const found: UserId[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const from: string | undefined = cursor;
    const page = await patiently(() =>
      owner.ask('room:members', { room, limit: 100, ...(from === undefined ? {} : { cursor: from }) }),
    );
    found.push(...page.members.map(({ user }) => user.id));
    cursor = page.next;
  }
  return found;
}
