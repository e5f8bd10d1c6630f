import * as z from 'zod/mini';
import type { SessionToken } from '../ids.ts';
import { limits } from '../limits.ts';
import { timeMs } from '../numbers.ts';

export const sessionToken = z
  .string()
  .check(z.minLength(1), z.maxLength(limits.tokenChars)) as unknown as z.ZodMiniType<SessionToken, SessionToken>;

export const session = z.object({ token: sessionToken, expiresAt: timeMs });
export type Session = z.infer<typeof session>;
