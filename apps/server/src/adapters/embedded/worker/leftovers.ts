import type { DatabaseSync } from 'node:sqlite';
import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { LeftoverRules, SweptLeftovers } from '../../../ports/leftovers.ts';
import type { MemberSteps } from './member-steps.ts';
import type { RoomEnding } from './room-ending.ts';
import { roles } from './rows.ts';
import type { Lookups } from './lookups.ts';
import { prepareAll, prepareOne, prepareRun } from './statements.ts';
import type { UserRemoval } from './user-removal.ts';
import type { UserSteps } from './user-steps.ts';

/** Guests looked at, rooms left, and rooms ended in one step: some ms. */
const stepGuests = 50;
const stepDepartures = 100;
const stepRooms = 20;
/** Rooms newly found empty. */
const stepNotes = 500;

type Guest = { readonly no: number; readonly id: string; readonly username: string; readonly look_at: number };

/** A step of looking for guests who are gone and for rooms that nobody is in. Whoever is looked at is due again later: so a pass ends. */
export function leftovers(
  db: DatabaseSync,
  find: Lookups,
  steps: UserSteps,
  { subject, depart }: MemberSteps,
  ending: RoomEnding,
  removal: UserRemoval,
  retire: (user: UserId, by: number) => unknown,
) {
  const due = prepareAll<Guest>(
    db,
    `SELECT no, id, username, look_at FROM users WHERE guest = 1 AND look_at <= ? ORDER BY look_at LIMIT ${stepGuests}`,
  );
  const setLook = prepareRun(db, 'UPDATE users SET look_at = ? WHERE no = ?');
  const sessionsEnd = prepareOne<{ readonly at: number | null }>(
    db,
    'SELECT max(expires_at) AS at FROM sessions WHERE user = ?',
  );
  const roomsOf = prepareAll<{ readonly id: string }>(
    db,
    `SELECT c.id FROM memberships s JOIN conversations c ON c.no = s.conversation
     WHERE s.user = ? AND c.kind < 2 LIMIT ?`,
  );
  const [unused, empty] = ['seq = 0', 'seq > 0'].map((which) => {
    const rooms = `conversations WHERE ${which} AND empty_since IS NOT NULL`;
    const since = prepareRun(
      db,
      `UPDATE conversations SET empty_since = ? WHERE no IN (SELECT no FROM ${rooms} AND empty_since = 0 LIMIT ${stepNotes})`,
    );
    const until = prepareAll<{ readonly id: string }>(
      db,
      `SELECT id FROM ${rooms} AND empty_since <= ? ORDER BY empty_since LIMIT ${stepRooms}`,
    );
    return { since, until };
  });

  const endRoom = (id: string): number => {
    const row = find.conversation(id);
    return row && ending.end(row) ? 1 : 0;
  };

  /** She leaves at most `limit` rooms; one that is empty and unused then ends at once. */
  const leaveRooms = (guest: Guest, limit: number): { readonly left: number; readonly ended: number } => {
    const user = { no: guest.no, id: asUserId(guest.id) };
    const rooms = roomsOf(guest.no, limit);
    let ended = 0;
    for (const { id } of rooms) {
      const row = find.seen(user.id, id);
      if (!row) continue;
      if (row.role === roles.invited) steps.lose(user, subject(row), { why: 'left' });
      else depart(row, user, { why: 'left' });
      if (row.seq === 0) ended += endRoom(id);
    }
    return { left: rooms.length, ended };
  };

  return (now: number, rules: LeftoverRules): SweptLeftovers => {
    let [guests, rooms, departures] = [0, 0, 0];
    const looked = due(now);
    for (const guest of looked) {
      if (departures >= stepDepartures) break;
      const end = sessionsEnd(guest.no)?.at ?? null;
      if (end !== null && end + rules.expiredMs > now) {
        setLook(end + rules.expiredMs, guest.no);
        continue;
      }
      if (guest.look_at === 0) {
        setLook(now + rules.signedOutMs, guest.no);
        continue;
      }
      const limit = stepDepartures - departures;
      const { left, ended } = leaveRooms(guest, limit);
      departures += left;
      rooms += ended;
      // There may be more of them: she is still due.
      if (left === limit) break;
      if (!removal.hasTrace(guest.no) && removal.remove(guest)) guests += 1;
      else {
        setLook(now + rules.againMs, guest.no);
        retire(asUserId(guest.id), now);
      }
    }
    let [ended, noted] = [0, 0];
    for (const [found, afterMs] of [
      [unused, rules.unusedRoomMs],
      [empty, rules.emptyRoomMs],
    ] as const) {
      noted = Math.max(noted, found?.since(now) ?? 0);
      if (afterMs !== null) for (const { id } of found?.until(now - afterMs) ?? []) ended += endRoom(id);
    }
    const isCleared = !ending.clear();
    return {
      guests,
      rooms: rooms + ended,
      more:
        looked.length === stepGuests ||
        departures >= stepDepartures ||
        ended >= stepRooms ||
        noted === stepNotes ||
        !isCleared,
    };
  };
}
