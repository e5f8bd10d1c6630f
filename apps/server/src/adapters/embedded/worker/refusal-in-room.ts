import { refusalOf } from '../../../domain/log.ts';
import type { Refusal } from '../../../domain/log.ts';
import { isMember, kinds, toFacts } from './rows.ts';
import type { SeenRow } from './rows.ts';

/** The refusal of someone who asks for what only some members of a room may do; null if she is a member of a room. */
export function refusalInRoom(row: SeenRow | undefined): Refusal | null {
  if (!row || !isMember(row)) return refusalOf(row ? toFacts(row) : null);
  return row.kind === kinds.direct ? { status: 'refused', code: 'forbidden' } : null;
}
