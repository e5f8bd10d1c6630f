import * as z from 'zod/mini';
import { limits } from './limits.ts';

/** A user, named by id or username. */
export const userName = z.string().check(z.minLength(1), z.maxLength(limits.idChars * 2));
