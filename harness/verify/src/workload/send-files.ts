import type { ConversationId } from '@rookery/protocol';
import type { DeletionRecord, UploadRecord } from '../file-records.ts';
import type { PlannedFile } from '../plan.ts';
import type { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import { fileContent, hashOf } from './file-content.ts';
import type { Recorder } from './recorder.ts';
import { stepDeadlineMs, untilDone } from './until-done.ts';
import { uploadFile } from './upload-file.ts';

type Sending = {
  readonly conversation: ConversationId;
  readonly content: string;
  readonly files: readonly PlannedFile[];
};

/** Uploads files and sends them with one message; takes it back when it is acknowledged, where that is planned. */
export async function sendFiles(
  device: ClientDevice,
  recorder: Recorder,
  { conversation, content, files }: Sending,
  isTakenBack: boolean,
): Promise<void> {
  const uploaded: UploadRecord[] = [];
  for (const [index, { number, inPieces }] of files.entries()) {
    const body = fileContent(number);
    const name = `${content} ${index}.bin`;
    const id = await uploadFile(device.url, device.token, name, body, inPieces);
    const file = { id, name, bytes: body.length, hash: hashOf(body) };
    // The first of each message is described, after it has come and before it is sent.
    const alt = `what ${name} shows`;
    if (index === 0) await untilDone(() => device.ask('files:describe', { id, alt }));
    uploaded.push(index === 0 ? { ...file, alt } : file);
  }
  const clientId = device.write(conversation, content, { files: uploaded });
  if (clientId === null || !isTakenBack) return;
  const send = () => recorder.history.sends.get(clientId);
  await comesTrue(() => send()?.acks.length !== 0 || send()?.refused !== null, stepDeadlineMs);
  const seq = send()?.acks[0]?.seq;
  if (seq === undefined) return;
  const { name } = device.plan;
  const deletion: DeletionRecord = {
    device: name,
    clientId,
    conversation,
    seq,
    askedAt: recorder.now(),
    ackedAt: null,
  };
  recorder.history.deletions.push(deletion);
  await untilDone(() => device.ask('message:delete', { conversation, seq }));
  deletion.ackedAt = recorder.now();
}
