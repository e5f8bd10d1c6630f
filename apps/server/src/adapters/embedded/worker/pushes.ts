import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { Choices, ConversationId, Notify, UserId } from '@rookery/protocol';
import { readThreadId } from '../../../domain/thread-id.ts';
import type { PushStanding } from '../../../domain/push-standing.ts';
import type { Lookups } from './lookups.ts';
import { isMember } from './rows.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { tasks } from './tasks.ts';

/** Who is to be looked at when something is said. [PUSH-5] */
export function pushes(db: DatabaseSync, find: Lookups, task: ReturnType<typeof tasks>) {
  const add = prepareRun(db, 'INSERT INTO push_watchers (conversation, user) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const remove = prepareRun(
    db,
    'DELETE FROM push_watchers WHERE conversation = ? AND user = (SELECT no FROM users WHERE id = ?)',
  );
  const count = prepareOne<{ readonly count: number }>(
    db,
    'SELECT count(*) AS count FROM push_watchers WHERE conversation = ?',
  );
  const after = prepareAll<{ readonly id: string }>(
    db,
    `SELECT u.id FROM push_watchers w JOIN users u ON u.no = w.user
     WHERE w.conversation = ? AND u.id > ? ORDER BY u.id LIMIT ?`,
  );
  const notifyOf = prepareOne<{ readonly json: string }>(
    db,
    "SELECT json FROM kept WHERE user = ? AND kind = 'notify' AND key = ?",
  );
  const chosen = prepareOne<{ readonly choices: string }>(db, 'SELECT choices FROM settings WHERE user = ?');
  const devices = prepareOne<{ readonly count: number }>(
    db,
    "SELECT count(*) AS count FROM kept WHERE user = ? AND kind = 'push'",
  );
  /** Written by this database's threads alone, as all of it. */
  const notify = (user: number, conversation: string): Notify | null => {
    const row = notifyOf(user, conversation);
    return row ? (JSON.parse(row.json) as Notify) : null;
  };
  const placeOf = (conversation: ConversationId): number =>
    find.conversation(readThreadId(conversation)?.parent ?? conversation)?.no ?? -1;

  return {
    watch(conversation: ConversationId, user: UserId): void {
      const [place, person] = [placeOf(conversation), find.user(user)];
      if (place < 0 || !person) return;
      add(place, person.no);
      task.setInterest(conversation, 'push', 'head');
    },

    unwatch(conversation: ConversationId, users: readonly UserId[]): void {
      const place = placeOf(conversation);
      for (const user of users) remove(place, user);
      if (count(place)?.count === 0) task.clearInterest(conversation, 'push');
    },

    watchers: (conversation: ConversationId, from: UserId | null, limit: number): readonly UserId[] =>
      after(placeOf(conversation), from ?? '', limit).map(({ id }) => asUserId(id)),

    standings: (conversation: ConversationId, users: readonly UserId[]): readonly PushStanding[] =>
      users.map((user) => {
        const row = find.seen(user, conversation);
        const no = row?.user_no ?? find.user(user)?.no ?? -1;
        const isHers = row !== undefined && isMember(row) && row.follows !== false;
        const settings = chosen(no);
        const choices = (settings ? JSON.parse(settings.choices) : {}) as Partial<Choices>;
        const parent = readThreadId(conversation)?.parent;
        return {
          user,
          read: isHers ? row.read : null,
          own: notify(no, conversation),
          outer: parent === undefined ? null : notify(no, parent),
          usual: choices.notify ?? null,
          quietHours: choices.quietHours ?? null,
          devices: devices(no)?.count ?? 0,
        };
      }),
  };
}
