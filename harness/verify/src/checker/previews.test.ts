import type { ConversationId, FileId, UserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { emptyHistory } from '../history.ts';
import type { History } from '../history.ts';
import { check } from './check.ts';
import type { CheckName } from './violation.ts';

const conversation = 'r_room' as ConversationId;
const user = 'u_ann' as UserId;

/** One link that leads somewhere, one whose preview was taken away; a picture of somebody, and the one before it. */
function whole(): History {
  const history = emptyHistory(1, 'embedded');
  const base = { device: 'ann', conversation, mostChanges: 2 };
  history.previews.push({ ...base, seq: 1, expected: 'a', takenAwayAt: null, found: 'a', wasAsked: false });
  history.previews.push({ ...base, seq: 2, expected: 'nothing', takenAwayAt: 300, found: 'nothing', wasAsked: true });
  const previews = new Map([[`${conversation} 2`, [1, 2]]]);
  history.lives.push({ device: 'ben', user, begunAt: 0, endedAt: null, base: null, told: new Map(), previews });
  const face = { device: 'ann', user, askedAt: 100, ackedAt: 120 };
  history.faces.push({ ...face, id: 'f_1' as FileId, found: { member: 404, nobody: 401 } });
  history.faces.push({ ...face, id: 'f_2' as FileId, found: { member: 200, nobody: 401 } });
  return history;
}

const broken: readonly (readonly [CheckName, string, (history: History) => void])[] = [
  ['preview-wrong', 'LINK-4', ({ previews }) => Object.assign(previews[0] ?? {}, { found: 'nothing' })],
  ['preview-wrong', 'LINK-8', ({ previews }) => Object.assign(previews[1] ?? {}, { found: 'b' })],
  ['preview-wrong', 'LINK-4', ({ lives }) => void lives[0]?.previews?.get(`${conversation} 2`)?.push(3)],
  ['face-wrong', 'FILE-13', ({ faces }) => Object.assign(faces[0] ?? {}, { found: { member: 200, nobody: 401 } })],
  ['face-wrong', 'FILE-13', ({ faces }) => Object.assign(faces[1] ?? {}, { found: { member: 404, nobody: 401 } })],
  ['face-wrong', 'FILE-13', ({ faces }) => Object.assign(faces[1] ?? {}, { found: { member: 200, nobody: 200 } })],
];

test('[VER-2] whole previews and pictures keep every promise', () => expect(check(whole())).toEqual([]));

test.each(broken)('[VER-2] %s [%s] is a violation', (name, rule, breakIt) => {
  const history = whole();
  breakIt(history);
  expect(check(history).map((violation) => `${violation.check} ${violation.rule}`)).toContain(`${name} ${rule}`);
});
