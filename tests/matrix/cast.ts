import type { Level } from '@rookery/protocol';

/** Who asks. `admin` has a role on the server and none in the place; `muted` and `banned` have accounts. */
export const actorKinds = [
  'anonymous',
  'expired',
  'revoked',
  'non-member',
  'banned',
  'admin',
  'deactivated',
  'muted',
  'guest',
  'member',
  'moderator',
  'owner',
] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Where. A direct conversation is of the guest and the keeper, or of the member and the keeper: all others are outside of it. A group is of both, the keeper and the victim. */
export const placeKinds = ['public room', 'private room', 'announcement room', 'direct', 'group'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** What somebody is in a place: without a session, outside of it, or inside with a level. */
export type Standing = 'nobody' | 'outside' | Level;

const levelInRooms: Readonly<Partial<Record<ActorKind, Level>>> = {
  guest: 'guest',
  member: 'member',
  muted: 'member',
  moderator: 'moderator',
  owner: 'owner',
};

/** Of people who never change, and without roles. */
export const isOfPeople = (place: PlaceKind): boolean => place === 'direct' || place === 'group';

export function standingOf(actor: ActorKind, place: PlaceKind): Standing {
  if (actor === 'anonymous' || actor === 'expired' || actor === 'revoked' || actor === 'deactivated') return 'nobody';
  if (isOfPeople(place)) return actor === 'guest' || actor === 'member' ? actor : 'outside';
  return levelInRooms[actor] ?? 'outside';
}

/** To whoever is outside of it, it does not exist. */
export const isHidden = (place: PlaceKind): boolean => place === 'private room' || isOfPeople(place);
