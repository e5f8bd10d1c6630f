import { levels, rights, rightsTable } from '@rookery/protocol';
import type { Level, Right, RoomRights, RoomRightsChange, Visibility } from '@rookery/protocol';
import { placeFacts } from './conversation.ts';
import type { ConversationFacts, Role } from './conversation.ts';

declare const brand: unique symbol;
/** A set of rights as bits: bit n stands for the nth of the protocol's `rights`. */
export type Rights = number & { readonly [brand]: 'Rights' };

export const rightsOf = (...some: readonly Right[]): Rights =>
  some.reduce((bits, right) => bits | (1 << rights.indexOf(right)), 0) as Rights;

export const noRights = rightsOf();

/** A right that nobody has anywhere: with it nothing is kept but what was kept before, whose sender still learns that. [LOG-2] */
export const nobodysRight = (1 << 30) as Rights;

/** Whether all that is needed is among what is held. */
export const may = (held: Rights, needed: Rights): boolean => (held & needed) === needed;

/** What is in either. */
export const allOf = (one: Rights, other: Rights): Rights => (one | other) as Rights;

/** As the wire has them. */
export const listRights = (held: Rights): Right[] => rights.filter((right) => may(held, rightsOf(right)));

const without = (held: Rights, taken: Rights): Rights => (held & ~taken) as Rights;

/** What decides over rights in a conversation besides the role: a public room, a private room, a direct conversation, a group. */
export type Place = Visibility | 'direct' | 'group';

export function placeOf(facts: ConversationFacts): Place {
  const place = placeFacts(facts);
  return place.kind === 'room' ? place.visibility : place.kind;
}

/** In a room of more members than this `mention_all` belongs to moderators, unless the room says otherwise. */
export const crowdMembers = 20;

/**
 * Rights that a place knows at all. A public room has no invitations: whoever wants to come in joins. In direct and group conversations nobody is more
 * than the others.
 */
export const placeRights: Readonly<Record<Place, Rights>> = {
  public: without(rightsOf(...rights), rightsOf('invite')),
  private: rightsOf(...rights),
  direct: rightsOf('read', 'post', 'reply', 'react', 'attach', 'pin'),
  group: rightsOf('read', 'post', 'reply', 'react', 'attach', 'pin', 'mention_all'),
};

/** What somebody who is muted loses for the time. She still reads, and may take away what she has written. */
export const mutedRights = rightsOf('post', 'reply', 'react', 'attach');

/** A plain member without an account has the rights of a guest, whatever else the role gives. */
export const levelOf = (role: Role, hasAccount: boolean): Level => (role === 'member' && !hasAccount ? 'guest' : role);

export const rankOf = (level: Level): number => levels.indexOf(level);

/** How high a role stands: acts against people are for those who stand higher. */
export const roleRank: Readonly<Record<Role, number>> = { member: 0, moderator: 1, owner: 2 };

/**
 * What somebody may do in a conversation of so many members, unless she is muted. `overrides`: the room's own. Who does not belong to it, or is only invited, may nothing there. The stores
 * test these bits in an act's own atomic step; the scripts of Redis are given this very table.
 */
export function heldRights(place: Place, level: Level | 'invited' | null, members = 0, overrides?: RoomRights): Rights {
  if (level === null || level === 'invited') return noRights;
  const isCrowd = members > crowdMembers;
  return overrides ? ofRoom(overrides, place, level, isCrowd) : defaults[place][level][isCrowd ? 1 : 0];
}

/** What was computed of a room's own rights, as long as they are held: an append of the embedded store asks with the same again and again. */
const computedOf = new WeakMap<RoomRights, Map<string, Rights>>();

function ofRoom(overrides: RoomRights, place: Place, level: Level, isCrowd: boolean): Rights {
  let known = computedOf.get(overrides);
  if (!known) computedOf.set(overrides, (known = new Map()));
  const key = `${place} ${level} ${isCrowd}`;
  let held = known.get(key);
  if (held === undefined) known.set(key, (held = computed(place, level, isCrowd, overrides)));
  return held;
}

function computed(place: Place, level: Level, isCrowd: boolean, overrides: RoomRights): Rights {
  if (place === 'direct' || place === 'group') return placeRights[place];
  let held = 0;
  for (const right of rights) {
    const lowest = overrides[right] ?? (isCrowd && right === 'mention_all' ? 'moderator' : rightsTable[right]);
    if (rankOf(level) >= rankOf(lowest)) held |= rightsOf(right);
  }
  return (held & placeRights[place]) as Rights;
}

/** Of rooms without rights of their own: they are most, and every append asks. */
const ofLevels = (place: Place) => {
  const both = (level: Level) => [computed(place, level, false, {}), computed(place, level, true, {})] as const;
  return { guest: both('guest'), member: both('member'), moderator: both('moderator'), owner: both('owner') };
};
const defaults = {
  public: ofLevels('public'),
  private: ofLevels('private'),
  direct: ofLevels('direct'),
  group: ofLevels('group'),
};

/** The same of somebody who is muted. */
export const heldMuted = (held: Rights): Rights => without(held, mutedRights);

/** A room's rights after a change: what is not named stays, null goes back to the default. Undefined where nothing differs from it. */
export function mergeRights(before: RoomRights | undefined, change: RoomRightsChange): RoomRights | undefined {
  const merged: Partial<Record<Right, Level>> = { ...before };
  for (const right of rights) {
    const wanted = change[right];
    if (wanted === undefined) continue;
    // `mention_all` has two defaults, by how many members there are.
    if (wanted === null || (wanted === rightsTable[right] && right !== 'mention_all')) delete merged[right];
    else merged[right] = wanted;
  }
  return Object.keys(merged).length === 0 ? undefined : merged;
}

/**
 * Whether somebody of this level may make the change: an owner any, others only rights that belong to levels below their own, before and
 * after.
 */
export function mayChangeRights(own: Level, before: RoomRights | undefined, change: RoomRightsChange): boolean {
  if (own === 'owner') return true;
  return rights.every((right) => {
    const wanted = change[right];
    if (wanted === undefined) return true;
    const lowest = [before?.[right] ?? rightsTable[right], wanted ?? rightsTable[right]];
    return lowest.every((level) => rankOf(level) < rankOf(own));
  });
}

/** What a change to a message needs, and what it needs of others than the author (null: only the author may). */
export const changeNeeds = {
  edit: { needs: rightsOf('post'), needsOfOthers: null },
  delete: { needs: rightsOf('read'), needsOfOthers: rightsOf('delete_any') },
  react: { needs: rightsOf('react'), needsOfOthers: noRights },
  links: { needs: rightsOf('read'), needsOfOthers: rightsOf('delete_any') },
  pin: { needs: rightsOf('pin'), needsOfOthers: noRights },
  vote: { needs: rightsOf('react'), needsOfOthers: noRights },
  close: { needs: rightsOf('post'), needsOfOthers: rightsOf('delete_any') },
} as const;
