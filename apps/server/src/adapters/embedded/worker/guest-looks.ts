import type { DatabaseSync } from 'node:sqlite';
import type { GuestLook } from '../../../ports/membership.ts';
import { networkBoundMs } from '../../../ports/moderation.ts';
import type { Sanction } from '../../../ports/moderation.ts';
import { prepareOne, prepareRun } from './statements.ts';
import type { Transaction } from './transaction.ts';

const kinds = { bans: 0, mutes: 1 } as const;
type Kind = keyof typeof kinds;

const ofName = (name: string): string => `n:${name}`;
const ofNetwork = (network: string): string => `p:${network}`;

/** A guest has a new session, and with it a new id, whenever she likes. What binds her binds guests of her folded name, and for a day those who come from her address. [ROOM-23] */
export function guestLooks(db: DatabaseSync, transaction: Transaction) {
  const noteNetwork = prepareRun(
    db,
    'INSERT OR REPLACE INTO guest_networks (conversation, user, network) VALUES (?, ?, ?)',
  );
  const networkOf = prepareOne<{ readonly network: string }>(
    db,
    'SELECT network FROM guest_networks WHERE conversation = ? AND user = ?',
  );
  const bind = prepareRun(
    db,
    'INSERT OR REPLACE INTO guest_sanctions (conversation, kind, look, user, until) VALUES (?, ?, ?, ?, ?)',
  );
  const release = prepareRun(db, 'DELETE FROM guest_sanctions WHERE conversation = ? AND kind = ? AND user = ?');
  const bound = prepareOne<{ readonly user: number; readonly until: number | null }>(
    db,
    `SELECT user, until FROM guest_sanctions
     WHERE conversation = ?1 AND kind = ?2 AND look IN (?3, ?4) AND user <> ?5 AND (until IS NULL OR until > ?6)
     ORDER BY until IS NULL DESC, until DESC LIMIT 1`,
  );

  return {
    /** `sanction` of this user holds from now on; one of somebody who is no guest binds nobody else. */
    bind(kind: Kind, room: number, user: number, { guestName, until }: Sanction): void {
      release(room, kinds[kind], user);
      if (!guestName) return;
      bind(room, kinds[kind], ofName(guestName), user, until);
      const network = networkOf(room, user)?.network;
      const day = transaction.now + networkBoundMs;
      if (network !== undefined)
        bind(room, kinds[kind], ofNetwork(network), user, until === null ? day : Math.min(until, day));
    },

    release(kind: Kind, room: number, user: number): void {
      release(room, kinds[kind], user);
    },

    /** Whose sanction binds a guest who looks so, and until when; undefined where none does. */
    binding(kind: Kind, room: number, user: number, { name, network }: GuestLook) {
      return bound(room, kinds[kind], ofName(name), ofNetwork(network ?? ''), user, transaction.now);
    },

    joined(room: number, user: number, { network }: GuestLook): void {
      if (network !== null) noteNetwork(room, user, network);
    },
  };
}
export type GuestLooks = ReturnType<typeof guestLooks>;
