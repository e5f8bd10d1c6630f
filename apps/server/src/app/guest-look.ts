import { foldName } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import type { GuestLook } from '../ports/membership.ts';
import type { OrderedActor } from './actor.ts';
import type { Ports } from './ports.ts';

/** What a guest who acts is known by; null of somebody who has an account, which is known by itself. [ROOM-23] */
export function guestLook(
  { isOwnAddress }: Pick<Ports, 'isOwnAddress'>,
  { user, way }: OrderedActor,
): GuestLook | null {
  if (!user.guest) return null;
  return {
    name: foldName(user.username),
    network: way.address !== null && isOwnAddress(way.address) ? way.address : null,
  };
}

/** The folded name of whoever is muted or banned, where it is a guest. */
export const guestNameOf = (user: User | undefined | null): string | null =>
  user?.guest ? foldName(user.username) : null;
