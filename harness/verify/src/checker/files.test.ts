import type { ConversationId, FileId, Message, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import type { FileReadRecord } from '../file-records.ts';
import { emptyHistory } from '../history.ts';
import type { History } from '../history.ts';
import { checkFiles } from './files.ts';

const room = 'r_room' as ConversationId;
const ann = 'u_ann' as UserId;
const one = { id: 'f_one' as FileId, name: 'one.bin', bytes: 3, hash: 'aa', alt: 'one' };
const two = { id: 'f_two' as FileId, name: 'two.bin', bytes: 4, hash: 'bb' };

const read = (id: FileId, as: FileReadRecord['as'], status: number, hash: string | null = null): FileReadRecord => ({
  ...{ conversation: room, seq: 1, device: as, as },
  ...{ id, status, hash },
});
const right = [
  ...[one, two].map(({ id, hash }) => read(id, 'member', 200, hash)),
  ...[one, two].flatMap(({ id }) => [read(id, 'stranger', 404), read(id, 'nobody', 401)]),
];

/** One message with two files, as the log has it. */
function historyOf(files: readonly object[], reads: readonly FileReadRecord[] = right): History {
  const history = emptyHistory(1, 'embedded');
  const message = { id: 'm_1', conversation: room, seq: 1, user: { id: ann }, clientId: 'c1', content: 'x', files };
  history.final.logs.set(room, { epoch: 'e', headSeq: 1, messages: [message as unknown as Message] });
  history.sends.set('c1', {
    ...{ clientId: 'c1', device: 'p1a', user: ann, content: 'x', begunAt: 1, kept: true, conversation: room },
    ...{ acks: [], attempts: 1, refused: null, files: [one, two] },
  });
  history.final.fileReads.push(...reads);
  return history;
}
const found = (history: History): string[] => checkFiles(history).map(({ check, rule }) => `${check} ${rule}`);
const but = (changed: FileReadRecord): FileReadRecord[] =>
  right.map((each) => (each.id === changed.id && each.as === changed.as ? changed : each));

test('[VER-2] files that are there, for members only, give no violation', () => {
  expect(found(historyOf([one, two]))).toEqual([]);
});

test('[VER-2] a file that is lost, another, or one too many gives one', () => {
  expect(found(historyOf([one]))).toEqual(['file-lost FILE-2']);
  expect(found(historyOf([two, one]))).toEqual(['file-wrong FILE-2', 'file-wrong FILE-2']);
  expect(found(historyOf([{ ...one, alt: 'before' }, two]))).toEqual(['file-wrong FILE-15']);
  expect(found(historyOf([one, two, { ...one, id: 'f_three' }]))).toEqual(['file-invented FILE-2']);
  expect(found(historyOf([one, two], but(read(two.id, 'member', 404))))).toEqual(['file-lost FILE-3']);
  expect(found(historyOf([one, two], but(read(two.id, 'member', 200, 'cc'))))).toEqual(['file-wrong FILE-7']);
});

test('[VER-2] a file that others are given, or that is given after its message was deleted, gives one', () => {
  expect(found(historyOf([one, two], but(read(one.id, 'stranger', 200, 'aa'))))).toEqual(['file-leaked FILE-8']);
  expect(found(historyOf([one, two], but(read(one.id, 'nobody', 404))))).toEqual(['file-leaked FILE-8']);
  const deleted = (reads: readonly FileReadRecord[], ackedAt: number | null): string[] => {
    const history = historyOf([], reads);
    history.deletions.push({ device: 'p1a', clientId: 'c1', conversation: room, seq: 1, askedAt: 2, ackedAt });
    return found(history);
  };
  const gone = right.map((each) => (each.as === 'member' ? { ...each, status: 404, hash: null } : each));
  expect(deleted(gone, 3)).toEqual([]);
  expect(deleted(right, 3)).toEqual(['deleted-file-read FILE-5']);
  expect(deleted(right, null)).toEqual([]);
});
