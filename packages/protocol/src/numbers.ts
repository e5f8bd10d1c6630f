import * as z from 'zod/mini';
import { limits } from './limits.ts';

const max = Number.MAX_SAFE_INTEGER;
/** Integer milliseconds since the Unix epoch, UTC. */
export const timeMs = z.int().check(z.gte(0), z.lte(max));
/** Position of a message: 1, 2, 3, … without a gap. */
export const seq = z.int().check(z.gte(1), z.lte(max));
/** A position that may lie before the first message. */
export const seqOrZero = z.int().check(z.gte(0), z.lte(max));
/** Number of a change; 0 before the first. */
export const rev = z.int().check(z.gte(0), z.lte(max));
/** Rows wanted. More than the page's limit means the limit. */
export const pageSize = z.int().check(z.gte(1), z.lte(max));
export const count = z.int().check(z.gte(0), z.lte(max));
/** For how long, and how many, messages are kept. */
export const retentionDays = z.int().check(z.gte(1), z.lte(limits.retentionDays));
export const retentionMessages = z.int().check(z.gte(1), z.lte(limits.retentionMessages));
