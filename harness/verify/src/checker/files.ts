import type { ConversationId, FileId, Message } from '@rookery/protocol';
import type { FileReadRecord } from '../file-records.ts';
import type { History, SendRecord } from '../history.ts';
import { describeFaults, describeSend, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

type ReadsOf = (id: FileId) => readonly FileReadRecord[];

/** Each message that was kept has the files that it was sent with, byte by byte, for whoever may read it and for nobody else; one that was deleted has none. */
export function checkFiles(history: History): Violation[] {
  const reads = Map.groupBy(history.final.fileReads, ({ id }) => id);
  const deletions = new Map(history.deletions.map((deletion) => [deletion.clientId, deletion]));
  return [...history.final.logs].flatMap(([conversation, { messages }]) =>
    messages.flatMap((message): Violation[] => {
      const send = history.sends.get(message.clientId ?? '');
      const deletion = deletions.get(message.clientId ?? '');
      const readsOf: ReadsOf = (id) => (reads.get(id) ?? []).filter(({ seq }) => seq === message.seq);
      const found = (send?.files ?? message.files ?? []).flatMap(({ id }) => readsOf(id));
      const leaked = found.flatMap((read) => leakOf(history, conversation, read));
      if (deletion)
        return deletion.ackedAt === null
          ? leaked
          : [...leaked, ...checkDeleted(history, message, deletion.ackedAt, found)];
      return [...leaked, ...checkMessage(history, message, send, readsOf)];
    }),
  );
}

function leakOf(history: History, conversation: ConversationId, read: FileReadRecord): Violation[] {
  const { as, status, device, id, seq } = read;
  if (as === 'member' || status === (as === 'nobody' ? 401 : 404)) return [];
  return [
    {
      check: 'file-leaked',
      rule: 'FILE-8',
      at: history.wholeAt,
      story: `${as === 'nobody' ? 'Somebody without a session' : `${device}, who is no member,`} asked for file ${id} of message ${seq} of ${conversation} and was answered ${status}.`,
    },
  ];
}

function checkDeleted(
  history: History,
  { conversation, seq, files = [] }: Message,
  ackedAt: number,
  reads: readonly FileReadRecord[],
): Violation[] {
  const given = reads.find(({ as, status }) => as === 'member' && status !== 404);
  if (!given && files.length === 0) return [];
  const what = given ? `${given.device} was answered ${given.status} for file ${given.id}` : 'it has files';
  return [
    {
      check: 'deleted-file-read',
      rule: 'FILE-5',
      at: ackedAt,
      story: `Message ${seq} of ${conversation} was deleted, acknowledged at ${seconds(ackedAt)}, and in the end ${what}. ${describeFaults(history, ackedAt, ackedAt)}`,
    },
  ];
}

function checkMessage(history: History, message: Message, send: SendRecord | undefined, readsOf: ReadsOf): Violation[] {
  const meant = send?.files ?? [];
  const has = message.files ?? [];
  const { conversation, seq } = message;
  const at = send?.acks[0]?.at ?? send?.begunAt ?? history.wholeAt;
  const violation = (check: Violation['check'], rule: string, what: string): Violation => ({
    check,
    rule,
    at,
    story: `${send ? describeSend(send) : `Nobody wrote message ${seq} of ${conversation}.`} It was sent with ${meant.length} files, and in the end ${what}. ${describeFaults(history, send?.begunAt ?? at, at)}`,
  });
  // Whoever writes to a deployment of somebody's own is not ours.
  if (!send && history.mode === 'target') return [];
  const beyond = has[meant.length];
  if (beyond) return [violation('file-invented', 'FILE-2', `number ${seq} has "${beyond.name}" as well`)];
  return meant.flatMap(({ name, bytes, hash, alt }, index): Violation[] => {
    const file = has[index];
    if (!file) return [violation('file-lost', 'FILE-2', `number ${seq} does not have "${name}"`)];
    if (file.name !== name || file.bytes !== bytes)
      return [
        violation(
          'file-wrong',
          'FILE-2',
          `it has "${file.name}" (${file.bytes} bytes) in the place of "${name}" (${bytes})`,
        ),
      ];
    if (file.alt !== alt)
      return [violation('file-wrong', 'FILE-15', `"${name}" shows "${file.alt ?? ''}" and not "${alt ?? ''}"`)];
    const read = readsOf(file.id).find(({ as }) => as === 'member');
    if (!read || read.hash === hash) return [];
    return read.hash === null
      ? [violation('file-lost', 'FILE-3', `${read.device}, who may read it, was answered ${read.status} for "${name}"`)]
      : [violation('file-wrong', 'FILE-7', `${read.device} was given other bytes for "${name}" (${read.hash})`)];
  });
}
