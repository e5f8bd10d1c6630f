import type { ClientEventName, ConversationId } from '@rookery/protocol';
import type { ActRecord, RemovalRecord } from '../history.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { tryForbidden } from './try-forbidden.ts';
import { stepDeadlineMs, untilDone } from './until-done.ts';

/**
 * Somebody comes, is muted by the owner, leaves and comes back, may write again, is blocked, and is banned. What was forbidden by an acknowledged act and is done
 * all the same is kept as an overstep, whatever failed in between.
 */
export async function punish(
  stage: Stage,
  recorder: Recorder,
  owner: Device,
  room: ConversationId,
  beside: string,
): Promise<void> {
  const way = stage.devices.get(beside);
  if (!way) return;
  const visitor = await stage.visitor(way);
  const user = visitor.user.id;
  const tries = (what: string, request: ClientEventName, payload: object): Promise<void> =>
    tryForbidden(recorder, { device: visitor.plan.name, conversation: room, request: what }, () =>
      visitor.ask(request, payload),
    );
  const speaks = { conversation: room, content: 'I was told not to' };
  await untilDone(() => visitor.ask('room:join', { room }));
  const done = async (act: ActRecord['act'], payload: object): Promise<void> => {
    const record: ActRecord = { act, room, user, reason: `${act} ${user}`, askedAt: recorder.now(), ackedAt: null };
    recorder.history.acts.push(record);
    await untilDone(() => owner.ask(act, { room, user, reason: record.reason, ...payload }));
    record.ackedAt = recorder.now();
  };
  // Asked again it is the same act: so the time does not move.
  const until = Date.now() + 24 * 3_600_000;
  await done('room:mute', { until });
  await tries('message:room though muted', 'message:room', speaks);
  // What is written while she is away is not owed to her.
  const away: RemovalRecord = {
    user,
    conversation: room,
    askedAt: recorder.now(),
    ackedAt: null,
    backAt: null,
    inAt: null,
  };
  recorder.history.removals.push(away);
  await untilDone(() => visitor.ask('room:leave', { room }));
  away.ackedAt = recorder.now();
  away.backAt = recorder.now();
  await untilDone(() => visitor.ask('room:join', { room }));
  away.inAt = recorder.now();
  await tries('message:room though muted, after coming back', 'message:room', speaks);
  await untilDone(() => owner.ask('room:mute', { room, user, until: null }));
  visitor.write(room, `${visitor.plan.name} may speak again`);
  if (!(await comesTrue(() => visitor.isIdle(), stepDeadlineMs))) return;
  const whispers = { to: owner.user.id, content: 'You do not want to hear this' };
  await untilDone(() => owner.ask('user:block', { user, on: true }));
  await tries('message:private though blocked', 'message:private', whispers);
  await untilDone(() => owner.ask('user:block', { user, on: false }));
  // From here on there is a conversation of the two: the append alone decides.
  visitor.write({ to: owner.user.id }, `${visitor.plan.name} may whisper`);
  if (!(await comesTrue(() => visitor.isIdle(), stepDeadlineMs))) return;
  await untilDone(() => owner.ask('user:block', { user, on: true }));
  await tries('message:private though blocked again', 'message:private', whispers);
  await done('room:ban', {});
  const out = { isMember: false, how: 'was banned', rule: 'ROOM-18', since: recorder.now() };
  recorder.history.belongings.push({ user, username: visitor.user.username, conversation: room, ...out });
  await tries('message:room though banned', 'message:room', speaks);
  await tries('room:join though banned', 'room:join', { room });
  visitor.close();
}
