import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { timeMs } from './numbers.ts';
import { session } from './shapes/session.ts';
import { user } from './shapes/user.ts';
import { displayName, username } from './text.ts';

/**
 * A password: any text, kept as it is typed but for NFC, so that it is the same from every keyboard. Measured in code points. Over its limit it fails as
 * `too_big`, as all text does.
 */
const passwordOf = (least: number) =>
  z.string().check(
    z.overwrite((value) => (value.length > 2 * limits.passwordChars ? value : value.normalize('NFC'))),
    z.check((context) => {
      const { value } = context;
      const size = value.length > 2 * limits.passwordChars ? value.length : [...value].length;
      const bad = (message: string) => context.issues.push({ code: 'custom', message, input: value, continue: false });
      if (size > limits.passwordChars)
        context.issues.push({
          code: 'too_big',
          origin: 'string',
          maximum: limits.passwordChars,
          inclusive: true,
          input: value,
          message: `must be at most ${limits.passwordChars} characters`,
        });
      else if (size < least) bad(least === 1 ? 'must not be empty' : `must be at least ${least} characters`);
      else if (!value.isWellFormed()) bad('must be well-formed Unicode');
    }),
    z.meta({
      description: 'Any text; NFC makes it the same from every keyboard.',
      minLength: least,
      maxLength: limits.passwordChars,
      'x-unit': 'chars',
    }),
  );

/** One that is chosen now, and one that was chosen at some time. */
const newPassword = passwordOf(limits.passwordLeastChars);
const password = passwordOf(1);

const account = { username, password: newPassword, displayName: z.optional(displayName) };

/** `POST /api/v1/accounts` */
export const createAccount = z.object(account);
/** `POST /api/v1/sessions` */
export const createSession = z.object({ username, password });
/** `POST /api/v1/password` */
export const changePassword = z.object({ current: password, password: newPassword });
/** `POST /api/v1/setup`: the first owner's account. */
export const setUp = z.object({ token: z.string().check(z.minLength(1), z.maxLength(limits.tokenChars)), ...account });

export const signedIn = z.object({ user, session });
/** One of the caller's sessions. `agent`: what the device's program calls itself; empty where it is not known. */
export const device = z.object({
  id: z.string(),
  createdAt: timeMs,
  lastUsedAt: timeMs,
  agent: z.string(),
  current: z.boolean(),
});
export type Device = z.infer<typeof device>;
/** `GET /api/v1/sessions` */
export const devices = z.object({ sessions: z.array(device) });
