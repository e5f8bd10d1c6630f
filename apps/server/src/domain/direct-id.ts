import { createHash } from 'node:crypto';
import { asDirectId } from '@rookery/protocol';
import type { DirectId, UserId } from '@rookery/protocol';

/** The id of the direct conversation of two people (or of one with oneself): both sides compute the same. */
export function directIdOf(a: UserId, b: UserId): DirectId {
  const [first, second] = a < b ? [a, b] : [b, a];
  const digest = createHash('sha256').update(`${first}\n${second}`).digest('base64url');
  return asDirectId(`d_${digest.slice(0, 22)}`);
}
