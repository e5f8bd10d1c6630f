import { placeFacts } from '../../domain/conversation.ts';
import type { ConversationFacts } from '../../domain/conversation.ts';
import { heldMuted, heldRights, placeOf } from '../../domain/rights.ts';
import type { HeldNow } from '../../ports/moderation.ts';
import { number } from './reply.ts';
import type { Reply } from './reply.ts';
import { toLevel } from './role-marks.ts';

/** What somebody may do, from what the scripts say of her: her role's mark, and until when she is muted (0: she is not). */
export function heldNow(facts: ConversationFacts, members: number, mark: string, muted: Reply | undefined): HeldNow {
  const home = placeFacts(facts);
  const rights = home.kind === 'room' ? home.rights : undefined;
  const held = heldRights(placeOf(facts), toLevel(mark), members, rights);
  const mutedUntil = number(muted);
  return mutedUntil === 0 ? { rights: held } : { rights: heldMuted(held), mutedUntil };
}
