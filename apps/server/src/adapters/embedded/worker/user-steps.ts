import type { DatabaseSync } from 'node:sqlite';
import { asConversationId, isThreadId, limits, unreadAfter } from '@rookery/protocol';
import type { ConversationId, Head, UserId } from '@rookery/protocol';
import type { Departure } from '../../../domain/departure.ts';
import type { Calls } from './calls.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

/**
 * The steps of a user's own log. They are kept folded: each membership holds the `rev` of its last step, each departure that of the
 * removal, so what a device missed is read off the rows beyond its `rev`. Nothing grows with the number of messages.
 */
export function userSteps(db: DatabaseSync, transaction: Transaction, calls: Calls) {
  const nextRev = prepareOne<{ readonly rev: number }>(db, 'UPDATE users SET rev = rev + 1 WHERE no = ? RETURNING rev');
  const putMembership = prepareRun(
    db,
    `INSERT INTO memberships (user, conversation, role, read, gained, gained_rev, rev, joined_seq, joined_at, invited_by)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?4, ?7, (SELECT no FROM users WHERE id = ?8))
     ON CONFLICT DO UPDATE SET role = ?3, read = ?4, gained = ?5, gained_rev = ?6, rev = ?6, joined_seq = ?4, joined_at = ?7, invited_by = excluded.invited_by`,
  );
  const forgetDeparture = prepareRun(db, 'DELETE FROM departures WHERE user = ? AND conversation = ?');
  const deleteMembership = prepareRun(db, 'DELETE FROM memberships WHERE user = ? AND conversation = ?');
  const putDeparture = prepareRun(
    db,
    `INSERT INTO departures (user, conversation, rev, why, done_by) VALUES (?1, ?2, ?3, ?4, (SELECT no FROM users WHERE id = ?5))
     ON CONFLICT DO UPDATE SET rev = ?3, why = ?4, done_by = excluded.done_by`,
  );
  const setEntryRev = prepareRun(
    db,
    'UPDATE memberships SET entry_rev = ?1, rev = ?1 WHERE user = ?2 AND conversation = ?3',
  );
  const setHidden = prepareRun(db, 'UPDATE memberships SET role = ?, read = ? WHERE user = ? AND conversation = ?');
  const setRead = prepareRun(db, 'UPDATE memberships SET read = ?, rev = ? WHERE user = ? AND conversation = ?');
  const follow = prepareRun(
    db,
    'INSERT INTO follows (user, thread, read, gained, gained_rev, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO NOTHING',
  );
  const unfollow = prepareRun(db, 'DELETE FROM follows WHERE user = ? AND thread = ?');
  const unfollowAll = prepareRun(
    db,
    'DELETE FROM follows WHERE user = ?1 AND ?2 = (SELECT parent FROM threads WHERE no = follows.thread)',
  );
  const tooMany = prepareOne<{ readonly no: number; readonly id: string }>(
    db,
    `SELECT c.no, c.id FROM follows f JOIN conversations c ON c.no = f.thread
     WHERE f.user = ? ORDER BY f.gained DESC LIMIT 1 OFFSET ${limits.followedThreads}`,
  );
  const setThreadEntryRev = prepareRun(
    db,
    'UPDATE follows SET entry_rev = ?1, rev = ?1 WHERE user = ?2 AND thread = ?3',
  );
  const setThreadRead = prepareRun(db, 'UPDATE follows SET read = ?, rev = ? WHERE user = ? AND thread = ?');

  type Subject = { readonly no: number; readonly id: UserId };
  type Conversation = { readonly no: number; readonly id: ConversationId };

  const step = (user: Subject): number => {
    const row = nextRev(user.no);
    if (!row) throw new Error('a step for a user who does not exist');
    return row.rev;
  };

  const letGo = (user: Subject, thread: { readonly no: number; readonly id: string }): void => {
    if (unfollow(user.no, thread.no) === 0) return;
    const rev = step(user);
    putDeparture(user.no, thread.no, rev, 'left', null);
    const removed = asConversationId(thread.id);
    transaction.toUser(user.id, { kind: 'inbox', step: { prev: rev - 1, rev, removed, why: 'left' } });
  };

  return {
    /** She follows a thread from now on, having read up to `read`. It is not hers yet. [THR-5] */
    follow(user: Subject, thread: Conversation, read: number): void {
      const rev = step(user);
      follow(user.no, thread.no, read, transaction.nextRank(), rev);
      forgetDeparture(user.no, thread.no);
      transaction.toUser(user.id, { kind: 'inbox', step: { prev: rev - 1, rev, added: thread.id } });
      const oldest = tooMany(user.no);
      if (oldest) letGo(user, oldest);
    },

    letGo,

    /** `head`: where the conversation stands: what she joins at, and has read. `by`: who invites her. */
    gain(user: Subject, conversation: Conversation, role: number, head: number, by: UserId | null = null): void {
      const rev = step(user);
      putMembership(user.no, conversation.no, role, head, transaction.nextRank(), rev, transaction.now, by);
      forgetDeparture(user.no, conversation.no);
      calls.begin(conversation.no, user.no);
      transaction.toUser(user.id, { kind: 'inbox', step: { prev: rev - 1, rev, added: conversation.id } });
    },

    lose(user: Subject, conversation: Conversation, departure: Departure): void {
      const rev = step(user);
      deleteMembership(user.no, conversation.no);
      unfollowAll(user.no, conversation.no);
      putDeparture(user.no, conversation.no, rev, departure.why, departure.by ?? null);
      transaction.toUser(user.id, {
        kind: 'inbox',
        step: { prev: rev - 1, rev, removed: conversation.id, ...departure },
      });
    },

    /** Takes it out of her inbox, where she stays a member under another number for her role: `read` is what she has read when it comes back. */
    hide(user: Subject, conversation: Conversation, role: number, read: number): void {
      const rev = step(user);
      setHidden(role, read, user.no, conversation.no);
      unfollowAll(user.no, conversation.no);
      putDeparture(user.no, conversation.no, rev, 'left', null);
      transaction.toUser(user.id, {
        kind: 'inbox',
        step: { prev: rev - 1, rev, removed: conversation.id, why: 'left' },
      });
    },

    touch(user: Subject, conversation: Conversation): void {
      const rev = step(user);
      (isThreadId(conversation.id) ? setThreadEntryRev : setEntryRev)(rev, user.no, conversation.no);
      transaction.toUser(user.id, { kind: 'inbox', step: { prev: rev - 1, rev, entry: conversation.id } });
    },

    read(user: Subject, conversation: Conversation, read: number, head: Pick<Head, 'seq' | 'first'>): void {
      const rev = step(user);
      (isThreadId(conversation.id) ? setThreadRead : setRead)(read, rev, user.no, conversation.no);
      transaction.toUser(user.id, {
        kind: 'inbox',
        step: { prev: rev - 1, rev, read: { conversation: conversation.id, read, unread: unreadAfter(head, read) } },
      });
    },
  };
}
export type UserSteps = ReturnType<typeof userSteps>;
