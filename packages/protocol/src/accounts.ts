import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { timeMs } from './numbers.ts';
import { inviteCode } from './shapes/invite.ts';
import { visibility } from './shapes/room.ts';
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
/** The current one, to show once more that it is she; it may be left out where she has signed in of late. */
export const currentPassword = z.optional(password);

const account = { username, password: newPassword, displayName: z.optional(displayName) };

/** A code as somebody types it: spaces and hyphens between its characters mean nothing. */
const typed = (pattern: RegExp, message: string) =>
  z.string().check(
    z.maxLength(limits.tokenChars),
    z.overwrite((value) => value.replaceAll(/[\s-]/g, '').toLowerCase()),
    z.regex(pattern, message),
  );
const totpCode = typed(/^\d{6}$/, 'must be the six digits that the app shows');
const recoveryCode = typed(/^[a-z2-7]{16}$/, 'must be a recovery code, of 16 letters and digits');
/** Asked for where the account has a second factor: one of both. */
const secondFactor = { totp: z.optional(totpCode), recovery: z.optional(recoveryCode) };

/** `POST /api/v1/accounts` */
export const createAccount = z.object({ ...account, invite: z.optional(inviteCode) });
/** `POST /api/v1/invitations/look` */
export const lookAtInvitation = z.object({ code: inviteCode });
/** What somebody is told who has the link: who invites her, and where to. Without a room it is one to the server. */
export const invitationLook = z.object({
  by: z.object({ username: z.string(), displayName: z.string() }),
  room: z.optional(z.object({ name: z.string(), visibility })),
});
export type InvitationLook = z.infer<typeof invitationLook>;
/** `POST /api/v1/sessions` */
export const createSession = z.object({ username, password, ...secondFactor });
/** `POST /api/v1/password` */
export const changePassword = z.object({ current: password, password: newPassword });
/** `POST /api/v1/password/link`: with the token of a link that somebody was given. */
export const setPasswordByLink = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(limits.tokenChars)),
  password: newPassword,
});
/** `POST /api/v1/setup`: the first owner's account. */
export const setUp = z.object({
  token: z.string().check(z.minLength(1), z.maxLength(limits.tokenChars)),
  ...account,
  ...secondFactor,
});

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
/** An address of mail, as HTML has it: what is more unusual than that, nobody has. */
const mailAddress = z
  .string()
  .check(
    z.maxLength(254),
    z.regex(
      /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/,
    ),
  );
const linkToken = z.string().check(z.minLength(1), z.maxLength(limits.tokenChars));
/** `GET /api/v1/account/address`: the one that is confirmed. */
export const ownAddress = z.object({ address: z.nullable(z.string()) });
/** `POST /api/v1/account/address` */
export const changeAddress = z.object({ current: password, address: mailAddress });
/** `POST /api/v1/account/address/confirm` */
export const confirmAddress = z.object({ token: linkToken });
/** `POST /api/v1/mail/unsubscribe`, with the word of a letter’s link; it may stand behind the `?` of the address instead (RFC 8058). */
export const unsubscribe = z.object({ token: z.string().check(z.minLength(1), z.maxLength(limits.tokenChars)) });
/** `POST /api/v1/password/lost` */
export const lostPassword = z.object({ address: mailAddress });
/** `GET /api/v1/sso`: by whom one may sign in. `mail`: whether this server sends any. */
export const waysIn = z.object({
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  mail: z.boolean(),
});
export type WaysIn = z.infer<typeof waysIn>;
/** `GET /api/v1/sessions` */
export const devices = z.object({ sessions: z.array(device) });

/** `GET /api/v1/totp`: `recoveryLeft` of the recovery codes were not used yet. */
export const totpState = z.object({ enabled: z.boolean(), recoveryLeft: z.int() });
export type TotpState = z.infer<typeof totpState>;
/** `POST /api/v1/totp` and `POST /api/v1/recovery` */
export const proof = z.object({ current: currentPassword });
/** `secret` in Base32, as one types it; `uri` as a QR code holds it. */
export const totpSecret = z.object({ secret: z.string(), uri: z.string() });
export type TotpSecret = z.infer<typeof totpSecret>;
/** `POST /api/v1/totp/confirm` */
export const confirmTotp = z.object({ code: totpCode });
/** Each is good once. */
export const recoveryCodes = z.object({ recovery: z.array(z.string()) });
