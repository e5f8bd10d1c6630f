import type { ConversationId, FileId, Message } from '@rookery/protocol';
import { ClientError } from '@rookery/client';
import { patiently } from '@rookery/testkit/patiently';
import type { FileReadRecord } from '../file-records.ts';
import type { Device } from './device.ts';
import { hashOf } from './file-content.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { exchange } from './upload-file.ts';

type Wanted = { readonly conversation: ConversationId; readonly seq: number; readonly id: FileId };

/** Asks for every file that a message holds, or held: as a member, as somebody who is none, and without a session. */
export async function readFiles(stage: Stage, { history }: Recorder, url: string): Promise<void> {
  const { final, deletions } = history;
  const deleted = new Map(deletions.map((deletion) => [deletion.clientId, deletion]));
  const [way] = stage.devices.values();
  if (!way) return;
  const stranger = await patiently(() => stage.visitor(way));
  const read = async (wanted: Wanted, as: FileReadRecord['as'], device: Device | null): Promise<void> => {
    const { status, hash } = await patiently(() => fetchFile(url, wanted.id, device?.token));
    final.fileReads.push({ ...wanted, as, device: device?.plan.name ?? 'nobody', status, hash });
  };
  for (const [conversation, { messages }] of final.logs)
    for (const message of messages) {
      const { seq, clientId } = message;
      // Of what is deleted the message names no files any more: those that it had when it was sent.
      const files = deleted.has(clientId ?? '') ? history.sends.get(clientId ?? '')?.files : message.files;
      const member = memberBeside(stage, final.inboxes, message);
      for (const { id } of files ?? []) {
        const wanted = { conversation, seq, id };
        if (member) await read(wanted, 'member', member);
        await read(wanted, 'stranger', stranger);
        await read(wanted, 'nobody', null);
      }
    }
  stranger.close();
}

/** Somebody who may read a message, and not its author where somebody else can. */
function memberBeside(
  stage: Stage,
  inboxes: Recorder['history']['final']['inboxes'],
  { conversation, user }: Message,
): Device | undefined {
  const members = inboxes.filter(({ server }) =>
    server.some((entry) => entry.conversation === conversation && entry.invited !== true),
  );
  const chosen = members.find((each) => each.user !== user.id) ?? members[0];
  return stage.devices.get(chosen?.device ?? '');
}

async function fetchFile(url: string, id: FileId, token: string | undefined) {
  const { status, body } = await exchange(url, `files/${id}`, {}, token);
  if (status === 429 || status >= 500) throw new ClientError('unavailable', `It answered ${status}.`);
  return { status, hash: status === 200 ? hashOf(body) : null };
}
