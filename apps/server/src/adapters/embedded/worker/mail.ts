import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { ClaimedMail, Mail } from '../../../ports/mail-queue.ts';
import { prepareOne, prepareRun } from './statements.ts';

/** Who has which address, and the letters that are to be sent. */
export function mails(db: DatabaseSync) {
  const addressOf = prepareOne<{ readonly address: string }>(db, 'SELECT address FROM addresses WHERE user = ?');
  const holder = prepareOne<{ readonly user: string }>(db, 'SELECT user FROM addresses WHERE folded = ?');
  const keep = prepareRun(
    db,
    'INSERT INTO addresses (user, address, folded) VALUES (?1, ?2, ?3) ON CONFLICT (user) DO UPDATE SET address = ?2, folded = ?3',
  );
  const count = prepareOne<{ readonly waiting: number }>(db, 'SELECT count(*) AS waiting FROM mails');
  const waits = prepareOne<{ readonly id: string }>(db, 'SELECT id FROM mails WHERE id = ?');
  const add = prepareRun(db, 'INSERT INTO mails (id, due_at, tries, mail) VALUES (?, ?, 0, ?) ON CONFLICT DO NOTHING');
  const due = prepareOne<{ readonly id: string; readonly tries: number; readonly mail: string }>(
    db,
    'SELECT id, tries, mail FROM mails WHERE due_at <= ? ORDER BY due_at LIMIT 1',
  );
  const claim = prepareRun(db, 'UPDATE mails SET due_at = ?2, tries = tries + 1 WHERE id = ?1');
  const end = prepareRun(db, 'DELETE FROM mails WHERE id = ?');
  const again = prepareRun(db, 'UPDATE mails SET due_at = ?2 WHERE id = ?1');
  return {
    addressOf: (user: UserId): string | null => addressOf(user)?.address ?? null,

    userOfAddress(address: string): UserId | null {
      const row = holder(address.toLowerCase());
      return row ? asUserId(row.user) : null;
    },

    setAddress(user: UserId, address: string): 'set' | 'taken' {
      const folded = address.toLowerCase();
      if ((holder(folded)?.user ?? user) !== user) return 'taken';
      keep(user, address, folded);
      return 'set';
    },

    addMail(mail: Mail, now: number, most: number): 'added' | 'full' {
      if (waits(mail.id)) return 'added';
      if ((count()?.waiting ?? 0) >= most) return 'full';
      add(mail.id, now, JSON.stringify(mail));
      return 'added';
    },

    claimMail(now: number, until: number): ClaimedMail | null {
      const row = due(now);
      if (!row) return null;
      claim(row.id, until);
      return { mail: JSON.parse(row.mail) as Mail, tries: row.tries };
    },

    endMail: (id: string): void => void end(id),
    mailAgain: (id: string, at: number): void => void again(id, at),
  };
}
