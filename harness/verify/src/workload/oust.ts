import type { ConversationId } from '@rookery/protocol';
import { isPassing, patiently, refusalOf } from '@rookery/testkit/patiently';
import type { Account } from './account.ts';
import type { Device } from './device.ts';
import { areEnded, mayNotBegin, says } from './ended-sessions.ts';
import type { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { acknowledged, stepDeadlineMs, untilDone } from './until-done.ts';

/**
 * Somebody with an account on two devices writes, an admin deactivates her, and takes it back: in between nothing of hers is done and nobody signs in as her, afterwards
 * she signs in and writes. [ACC-16]
 */
export async function oust(
  stage: Stage,
  recorder: Recorder,
  room: ConversationId,
  ways: readonly [Device, Device],
): Promise<void> {
  const { owner } = stage;
  if (!owner) return;
  const she = await stage.account();
  const devices = [await she.signIn(ways[0]), await she.signIn(ways[1])] as const;
  const [one] = devices;
  const user = one.user.id;
  const deactivate = (deactivated: boolean) => acknowledged(() => owner.ask('admin:person', { user, deactivated }));
  try {
    await untilDone(() => one.ask('room:join', { room }));
    if (!(await says(one, room, recorder, 'is here'))) return;
    if (!(await deactivate(true))) return;
    const end = { how: 'had been deactivated', rule: 'ACC-16' };
    await areEnded(recorder, she, devices, room, end);
    await mayNotBegin(recorder, she, one, room, end, ways[1]);
    if (!(await deactivate(false))) return;
    const back = { how: 'had been deactivated, which was taken back', rule: 'ACC-16', since: recorder.now() };
    const named = { user, username: she.username };
    recorder.history.belongings.push({ ...named, conversation: room, isMember: true, ...back });
    await mayBeginAgain(recorder, she, one, room, ways[1]);
  } finally {
    for (const device of devices) device.close();
  }
}

/** It was taken back, which was acknowledged. */
async function mayBeginAgain(
  recorder: Recorder,
  she: Account,
  { user }: RawDevice,
  room: ConversationId,
  way: Device,
): Promise<void> {
  const askedAt = recorder.now();
  const refusal = await patiently(() => she.begin(way), stepDeadlineMs).then(
    () => null,
    (error: unknown) => (isPassing(error) ? null : (refusalOf(error)?.code ?? String(error))),
  );
  if (refusal !== null) {
    const what = `signed in after it had been taken back, which was acknowledged, that she was deactivated, and was answered "${refusal}"`;
    recorder.history.shutOut.push({ user: user.id, username: she.username, rule: 'ACC-16', askedAt, what });
    return;
  }
  const again = await she.signIn(way);
  try {
    await says(again, room, recorder, 'is back');
  } finally {
    again.close();
  }
}
