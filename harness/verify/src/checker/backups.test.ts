import { asConversationId, asMessageId, asUserId } from '@rookery/protocol';
import type { Message } from '@rookery/protocol';
import { expect, test } from 'vitest';
import type { BackupRecord } from '../backup-records.ts';
import { emptyHistory } from '../history.ts';
import type { ChangeRecord } from '../history.ts';
import { checkBackups } from './backups.ts';

const conversation = asConversationId('r_1');
const user = { id: asUserId('u_1') };
const message = (seq: number, content: string): Message =>
  ({ conversation, seq, id: asMessageId(`m${seq}`), clientId: `c${seq}`, user, content }) as unknown as Message;
const said = ['one', 'two', 'three'].map((content, index) => message(index + 1, content));

type Seen = {
  readonly restored?: readonly Message[];
  readonly headSeq?: number;
  readonly changes?: readonly Partial<ChangeRecord>[];
  readonly failure?: string;
  readonly backup?: Partial<BackupRecord>;
};

/** Three messages, acknowledged at 10, 20 and 30; a backup from 25 to 35. */
function found({ restored = said.slice(0, 2), headSeq, changes = [], failure, backup = {} }: Seen): string[] {
  const history = emptyHistory(1, 'embedded');
  for (const { seq, content = '' } of said)
    history.sends.set(`c${seq}`, {
      ...{
        clientId: `c${seq}`,
        device: 'p0a',
        user: user.id,
        content,
        begunAt: seq * 10 - 5,
        kept: true,
        conversation,
      },
      acks: [
        {
          ...{ at: seq * 10, askedAt: seq * 10 - 5, node: 'n', conversation, seq, id: `m${seq}` },
          ...{ duplicate: false, degraded: false },
        },
      ],
      ...{ attempts: 1, refused: null },
    });
  for (const change of changes)
    history.changes.push({
      ...{ device: 'p0a', kind: 'edit', conversation, seq: 1, value: 'uno', on: true, user: user.id },
      ...{ askedAt: 12, ackedAt: 13, rev: 1 },
      ...change,
    } as ChangeRecord);
  history.backups.push({ number: 1, begunAt: 25, endedAt: 35, killed: ['log'], failure: null, ...backup });
  history.final.logs.set(conversation, { epoch: 'e', headSeq: said.length, messages: said });
  history.final.restored = {
    failure: failure ?? null,
    logs: new Map([[conversation, { headSeq: headSeq ?? restored.length, messages: restored }]]),
  };
  return checkBackups(history).map(({ check, rule }) => `${check} ${rule}`);
}

test('[VER-9] [ARC-4] a backup with all that was acknowledged before it, as of any moment in it, gives no violation', () => {
  expect(found({})).toEqual([]);
  expect(found({ restored: said })).toEqual([]);
  expect(found({ restored: [message(1, 'uno'), message(2, 'two')], changes: [{}] })).toEqual([]);
  // Edited while it ran: either will do.
  const meanwhile = [{ askedAt: 28, ackedAt: 29 }];
  expect(found({ changes: meanwhile })).toEqual([]);
  expect(found({ restored: [message(1, 'uno'), message(2, 'two')], changes: meanwhile })).toEqual([]);
});

test('[VER-9] one that lacks something, has it twice, from before or after its time, or cannot be restored gives one', () => {
  const wrong = ['backup-wrong ARC-4'];
  expect(found({ restored: said.slice(0, 1) })).toEqual(wrong);
  expect(found({ restored: [message(1, 'one'), message(1, 'one'), message(2, 'two')] })).toContain(wrong[0]);
  expect(found({ headSeq: 3 })).toEqual(wrong);
  expect(found({ changes: [{}] })).toEqual(wrong);
  expect(found({ restored: [message(1, 'uno'), message(2, 'two')], changes: [{ askedAt: 40, ackedAt: 41 }] })).toEqual(
    wrong,
  );
  expect(found({ changes: [{ kind: 'react', value: '👍' }] })).toEqual(wrong);
  expect(found({ restored: said, backup: { begunAt: 1, endedAt: 12 } })).toEqual([...wrong, ...wrong]);
  expect(found({ failure: 'a part is missing' })).toEqual(['restore-failed ARC-4']);
  expect(found({ backup: { endedAt: null } })).toEqual(['backup-failed ARC-3']);
});
