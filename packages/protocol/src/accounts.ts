import * as z from 'zod/mini';
import { displayName, username } from './text.ts';
import { timeMs } from './numbers.ts';
import { session } from './shapes/session.ts';
import { user } from './shapes/user.ts';

/** Accounts over HTTP: reserved, not yet served. */
const password = z.string().check(z.minLength(8), z.maxLength(256));

export const createAccount = z.object({ username, password, displayName: z.optional(displayName) });
export const createSession = z.object({ username, password });
export const signedIn = z.object({ user, session });
export const device = z.object({ id: z.string(), createdAt: timeMs, lastUsedAt: timeMs, current: z.boolean() });
