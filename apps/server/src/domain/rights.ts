import { rights } from '@rookery/protocol';
import type { Right, Visibility } from '@rookery/protocol';
import type { ConversationFacts, Role } from './conversation.ts';

declare const brand: unique symbol;
/** A set of rights as bits: bit n stands for the nth of the protocol's `rights`. */
export type Rights = number & { readonly [brand]: 'Rights' };

export const rightsOf = (...some: readonly Right[]): Rights =>
  some.reduce((bits, right) => bits | (1 << rights.indexOf(right)), 0) as Rights;

export const noRights = rightsOf();

/** Whether all that is needed is among what is held. */
export const may = (held: Rights, needed: Rights): boolean => (held & needed) === needed;

/** As the wire has them. */
export const listRights = (held: Rights): Right[] => rights.filter((right) => may(held, rightsOf(right)));

/** What decides over rights in a conversation besides the role: a public room, a private room, a direct conversation. */
export type Place = Visibility | 'direct';

const everyone = rightsOf('read', 'post', 'reply', 'react', 'attach', 'pin');
const all = rightsOf(...rights);
const without = (held: Rights, taken: Rights): Rights => (held & ~taken) as Rights;

/**
 * Role → rights, by place. The stores test these bits in an act's own atomic step; the scripts of Redis are given this very table.
 * A public room has no invitations: whoever wants to come in joins.
 */
export const rightsByRole: Readonly<Record<Place, Readonly<Record<Role, Rights>>>> = {
  public: { member: everyone, owner: without(all, rightsOf('invite')) },
  private: { member: (everyone | rightsOf('invite')) as Rights, owner: all },
  // Nobody is more than the other here.
  direct: { member: everyone, owner: everyone },
};

export const placeOf = (facts: ConversationFacts): Place => (facts.kind === 'room' ? facts.visibility : 'direct');

/** What somebody may do in a conversation. Who does not belong to it, or is only invited, may nothing there. */
export const heldRights = (place: Place, role: Role | 'invited' | null): Rights =>
  role === null || role === 'invited' ? noRights : rightsByRole[place][role];

/** What a change to a message needs, and what it needs of others than the author (null: only the author may). */
export const changeNeeds = {
  edit: { needs: rightsOf('post'), needsOfOthers: null },
  delete: { needs: rightsOf('read'), needsOfOthers: rightsOf('delete_any') },
  react: { needs: rightsOf('react'), needsOfOthers: noRights },
} as const;
