import { forbidden } from '../../domain/log.ts';
import type { Refusal } from '../../domain/log.ts';
import { text } from './reply.ts';
import type { Reply } from './reply.ts';

/** A script's `{ 'refused', visibility }`: a public room may be known, anything else does not exist for a non-member. */
export const toRefusal = (visibility: Reply | undefined): Refusal => ({
  status: 'refused',
  code: text(visibility) === 'public' ? 'forbidden' : 'not_found',
});

/** The same, or `{ 'forbidden' }` where a member lacks a right. */
export const refusalFrom = (status: Reply | undefined, visibility: Reply | undefined): Refusal =>
  text(status) === 'forbidden' ? forbidden : toRefusal(visibility);
