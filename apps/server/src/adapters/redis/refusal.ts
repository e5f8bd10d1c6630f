import type { Refusal } from '../../domain/log.ts';
import { text } from './reply.ts';
import type { Reply } from './reply.ts';

/** A script's `refused`: a public room may be known, anything else does not exist for a non-member. */
export const toRefusal = (visibility: Reply | undefined): Refusal => ({
  status: 'refused',
  code: text(visibility) === 'public' ? 'forbidden' : 'not_found',
});

export const forbidden: Refusal = { status: 'refused', code: 'forbidden' };
