import type { ConversationId } from '@rookery/protocol';
import type { Account } from './account.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';
import { tryForbidden, tryForbiddenOn } from './try-forbidden.ts';
import { stepDeadlineMs } from './until-done.ts';

/** Sockets close within 2 s; a node that was deaf meanwhile asks about the sessions of its sockets every 15 s, once it can. */
const closedMs = 45_000;

/** By what a session ended: `how` goes on from "who", `rule` is the one that is broken if it did not. */
type End = { readonly how: string; readonly rule: string };

/** True when all that she has written is acknowledged. */
export async function says(device: RawDevice, room: ConversationId, { now }: Recorder, what: string): Promise<boolean> {
  device.write(room, `${device.plan.name} ${what} (${now()})`);
  return comesTrue(() => device.isIdle(), stepDeadlineMs);
}

const of = (device: RawDevice, conversation: ConversationId, { how, rule }: End) => ({
  device: device.plan.name,
  conversation,
  who: `who ${how}`,
  rule,
});

/** Nobody signs in as her by her password, over and over until there is an answer. */
export const mayNotBegin = (
  recorder: Recorder,
  she: Account,
  device: RawDevice,
  room: ConversationId,
  end: End,
  way: Device,
): Promise<void> =>
  tryForbiddenOn(recorder, { ...of(device, room, end), request: 'a new session' }, () => she.begin(way));

/** The sessions of these devices have ended, which was acknowledged: nothing is done for them any more, and their tokens are good for nothing until the end of the run. What comes by their sockets is refused `at once`, or until they are closed. */
export async function areEnded(
  recorder: Recorder,
  she: Account,
  devices: readonly RawDevice[],
  room: ConversationId,
  end: End,
  socketsClose: 'at once' | 'soon' = 'at once',
): Promise<void> {
  const endedAt = recorder.now();
  for (const device of devices) {
    const { user, token } = device;
    recorder.history.ended.push({ user: user.id, username: she.username, token, endedAt, ...end });
  }
  await Promise.all(
    devices.map(async (device) => {
      const what = of(device, room, end);
      const speaks = { conversation: room, content: `${device.plan.name} should not be here` };
      if (socketsClose === 'at once')
        await tryForbidden(recorder, { ...what, request: 'message:room' }, () => device.ask('message:room', speaks));
      await tryForbiddenOn(recorder, { ...what, request: 'message:room by her token' }, () =>
        she.ask(device, { path: 'call/message:room', body: speaks }),
      );
      await tryForbidden(recorder, { ...what, request: 'to stay connected' }, async () => {
        if (await comesTrue(() => !device.isHere, closedMs)) throw new Error('as it should be');
      });
    }),
  );
}
