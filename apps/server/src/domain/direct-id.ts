import { createHash } from 'node:crypto';
import { asDirectId } from '@rookery/protocol';
import type { DirectId, UserId } from '@rookery/protocol';

/** What names a set of people, given in order. */
export const digestOf = (people: readonly UserId[]): string =>
  createHash('sha256').update(people.join('\n')).digest('base64url').slice(0, 22);

/** The id of the direct conversation of two people (or of one with oneself): both sides compute the same. */
export const directIdOf = (a: UserId, b: UserId): DirectId => asDirectId(`d_${digestOf(a < b ? [a, b] : [b, a])}`);
