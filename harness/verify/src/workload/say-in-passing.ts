import { randomUUID } from 'node:crypto';
import { asClientId } from '@rookery/protocol';
import type { AnswerOf, ConversationId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { ClientDevice } from './client-device.ts';
import type { Recorder } from './recorder.ts';
import { stepDeadlineMs } from './until-done.ts';

/** Says it until it is acknowledged, with nobody else touching it. The device itself notes what is answered. */
export function sayInPassing(
  recorder: Recorder,
  device: ClientDevice,
  conversation: ConversationId,
  content: string,
  isInBoth = false,
): Promise<AnswerOf<'message:room'>> {
  const clientId = asClientId(randomUUID());
  recorder.wrote({
    ...{ clientId, device: `${device.plan.name} in passing`, user: device.user.id, content, kept: false, conversation },
    ...(isInBoth ? { isInBoth } : {}),
    isPassing: true,
  });
  const request = { conversation, content, clientId, ...(isInBoth ? { alsoInParent: true } : {}) };
  return patiently(() => device.ask('message:room', request), stepDeadlineMs);
}
