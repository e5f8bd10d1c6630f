import { levels, rightsTable } from '@rookery/protocol';
import type { ErrorCode, Level, Right } from '@rookery/protocol';
import { isHidden, standingOf } from './cast.ts';
import type { ActorKind, PlaceKind } from './cast.ts';

/** The right answer in a cell. */
export type Verdict = 'ok' | ErrorCode;

/*
 * The rights as docs/protocol.md tells them, computed from the table alone and not by the server's own code, which is what is tried.
 */

const ofDirect: readonly Right[] = ['read', 'post', 'reply', 'react', 'attach', 'pin'];
const lostByMutes: readonly Right[] = ['post', 'reply', 'react', 'attach'];

function lowestLevel(right: Right, place: PlaceKind): Level | null {
  if (place === 'direct') return ofDirect.includes(right) ? 'guest' : null;
  if (place === 'group') return right === 'mention_all' || ofDirect.includes(right) ? 'guest' : null;
  if (right === 'invite' && place !== 'private room') return null;
  return right === 'post' && place === 'announcement room' ? 'moderator' : rightsTable[right];
}

function isHeld(right: Right, level: Level, actor: ActorKind, place: PlaceKind): boolean {
  const lowest = lowestLevel(right, place);
  if (lowest === null || (actor === 'muted' && lostByMutes.includes(right))) return false;
  return levels.indexOf(level) >= levels.indexOf(lowest);
}

/** Of a request for the signed-in. */
export const signedIn = (actor: ActorKind, then: Verdict = 'ok'): Verdict =>
  standingOf(actor, 'public room') === 'nobody' ? 'unauthorized' : then;

/** Of a request that needs the right in the place; `null`: only to belong there. */
export function needing(right: Right | null, actor: ActorKind, place: PlaceKind): Verdict {
  const standing = standingOf(actor, place);
  if (standing === 'nobody') return 'unauthorized';
  if (standing === 'outside') return isHidden(place) ? 'not_found' : 'forbidden';
  return right === null || isHeld(right, standing, actor, place) ? 'ok' : 'forbidden';
}
