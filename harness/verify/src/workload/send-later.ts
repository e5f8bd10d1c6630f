import type { ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { stepDeadlineMs } from './until-done.ts';

let count = 0;
/** A lease that was lost, the sweep that finds it, and the longest pause of what has failed a few times. */
const sentDeadlineMs = 60_000;

/** Lets the server send a message in a while, and repeats that until it is acknowledged. From then on it is due to be there, once. */
export async function sendLater(
  device: Device,
  recorder: Recorder,
  conversation: ConversationId,
  content: string,
  inMs: number,
): Promise<void> {
  const clientId = `later-${(count += 1)}`;
  const request = { conversation, content, clientId, sendAt: Date.now() + inMs };
  const base = { device: device.plan.name, user: device.user.id, content, conversation, isLater: true } as const;
  // Until then nobody knows whether it will be sent.
  recorder.wrote({ ...base, clientId, kept: false });
  const { id } = await patiently(() => device.ask('later:add', request), stepDeadlineMs);
  recorder.history.sends.delete(clientId);
  recorder.wrote({ ...base, clientId: id, kept: true });
}

/** Waits until nothing is to be sent any more, and notes of what the server says that it could not be. */
export async function waitForLater(stage: Stage, recorder: Recorder): Promise<void> {
  const people = new Map([...stage.devices.values()].map((device) => [device.user.id, device]));
  await Promise.all(
    [...people.values()].map(async (device) => {
      const waiting = async () => (await patiently(() => device.ask('later:list', {}))).items;
      await comesTrue(async () => (await waiting()).every(({ error }) => error !== undefined), sentDeadlineMs);
      for (const { id, error } of await waiting()) if (error) recorder.refused(id, error.code);
    }),
  );
}
