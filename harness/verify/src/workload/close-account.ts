import type { ConversationId } from '@rookery/protocol';
import type { Device } from './device.ts';
import { areEnded, mayNotBegin, says } from './ended-sessions.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { acknowledged, untilDone } from './until-done.ts';

/** Somebody with an account on two devices writes and deletes her account. [FAC-9] */
export async function closeAccount(
  stage: Stage,
  recorder: Recorder,
  room: ConversationId,
  ways: readonly [Device, Device],
): Promise<void> {
  // On a deployment of somebody else her name would be taken for ever.
  if (!stage.owner) return;
  const she = await stage.account();
  const devices = [await she.signIn(ways[0]), await she.signIn(ways[1])] as const;
  const [one] = devices;
  try {
    await untilDone(() => one.ask('room:join', { room }));
    if (!(await says(one, room, recorder, 'is here'))) return;
    if (!(await acknowledged(() => she.close(one)))) return;
    const end = { how: 'had deleted her account', rule: 'FAC-9' };
    const named = { user: one.user.id, username: she.username };
    recorder.history.closed.push({ ...named, at: recorder.now() });
    recorder.history.belongings.push({ ...named, conversation: room, isMember: false, ...end, since: recorder.now() });
    await areEnded(recorder, she, devices, room, end, 'soon');
    await mayNotBegin(recorder, she, one, room, end, ways[1]);
  } finally {
    for (const device of devices) device.close();
  }
}
