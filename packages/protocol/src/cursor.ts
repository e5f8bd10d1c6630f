import * as z from 'zod/mini';
import { limits } from './limits.ts';

/** Where a list goes on: opaque, may expire. */
export const cursor = z.string().check(z.minLength(1), z.maxLength(limits.cursorChars));
/** The cursor of the next page; null at the end. */
export const next = z.nullable(cursor);
