import type { DatabaseSync } from 'node:sqlite';
import { asUserId, defaultChoices, limits } from '@rookery/protocol';
import type { Choices, Settings, UserId } from '@rookery/protocol';
import type { ChoicesChange } from '../../../ports/privacy.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

/** Settings of people, and whom they have blocked. [PRI-1, PRI-2] */
export function privacy(db: DatabaseSync, transaction: Transaction, find: Lookups) {
  const choicesOf = prepareOne<{ readonly choices: string }>(db, 'SELECT choices FROM settings WHERE user = ?');
  const putChoices = prepareRun(
    db,
    'INSERT INTO settings (user, choices) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET choices = ?2',
  );
  const blockedBy = prepareAll<{ readonly id: string }>(
    db,
    'SELECT u.id FROM blocks b JOIN users u ON u.no = b.blocked WHERE b.user = ? ORDER BY b.at DESC',
  );
  const putBlock = prepareRun(db, 'INSERT INTO blocks (user, blocked, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const dropBlock = prepareRun(db, 'DELETE FROM blocks WHERE user = ? AND blocked = ?');
  const block = prepareOne<{ readonly found: number }>(
    db,
    'SELECT 1 AS found FROM blocks WHERE user = ? AND blocked = ?',
  );
  const blockedByOther = prepareOne<{ readonly found: number }>(
    db,
    `SELECT 1 AS found FROM conversations c
     JOIN blocks b ON b.user = CASE c.first WHEN ?2 THEN c.second ELSE c.first END AND b.blocked = ?2
     WHERE c.no = ?1`,
  );

  const settings = (user: UserId): Settings => {
    const no = find.user(user)?.no ?? -1;
    const row = choicesOf(no);
    // Written by this adapter alone.
    const chosen = row ? (JSON.parse(row.choices) as Partial<Choices>) : {};
    return { ...defaultChoices, ...chosen, blocked: blockedBy(no).map(({ id }) => asUserId(id)) };
  };

  return {
    /** Whether the other one of a direct conversation has blocked her. Both by number. */
    isBlockedIn: (conversation: number, user: number): boolean => blockedByOther(conversation, user) !== undefined,

    settings,

    changeSettings(user: UserId, change: ChoicesChange): Settings {
      const person = find.user(user);
      if (!person) return settings(user);
      const { blocked: _, ...before } = settings(user);
      putChoices(person.no, JSON.stringify({ ...before, ...change }));
      transaction.toUser(user, { kind: 'settings' });
      return settings(user);
    },

    block(by: UserId, user: UserId, on: boolean): 'done' | 'too-many' {
      const [one, other] = [find.user(by), find.user(user)];
      if (!one || !other) return 'done';
      if (on && !block(one.no, other.no) && blockedBy(one.no).length >= limits.blockedUsers) return 'too-many';
      const changed = on ? putBlock(one.no, other.no, transaction.nextRank()) : dropBlock(one.no, other.no);
      if (changed > 0) transaction.toUser(by, { kind: 'settings' });
      return 'done';
    },
  };
}
