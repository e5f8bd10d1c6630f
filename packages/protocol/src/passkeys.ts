import * as z from 'zod/mini';
import { currentPassword } from './accounts.ts';
import { limits } from './limits.ts';
import { timeMs } from './numbers.ts';
import { passkeyName } from './text.ts';

/** Bytes in base64url, as WebAuthn's JSON has them. */
const bytes = (most: number) => z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^[\w-]+$/));
/** A credential's id has 1,023 bytes at most. */
const credentialId = bytes(1_364);
const clientDataJSON = bytes(4_096);

const credential = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };
/** `RegistrationResponseJSON` of WebAuthn. */
const attested = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    attestationObject: bytes(16_384),
    transports: z.optional(z.array(z.string().check(z.maxLength(limits.idChars))).check(z.maxLength(8))),
  }),
});
/** `AuthenticationResponseJSON` of WebAuthn, of a credential that can be found (`userHandle`). */
const asserted = z.object({
  ...credential,
  response: z.object({
    clientDataJSON,
    authenticatorData: bytes(4_096),
    signature: bytes(2_048),
    userHandle: bytes(limits.idChars * 2),
  }),
});

/** `POST /api/v1/passkeys/options`. `for`: to add one, which is what is meant where the caller is signed in, or to sign in. */
export const askPasskeyOptions = z.object({
  for: z.optional(z.enum(['add', 'sign-in'])),
  current: currentPassword,
});
/** `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON` of WebAuthn, for the browser. */
export const passkeyOptions = z.object({ options: z.record(z.string(), z.unknown()) });
export type PasskeyOptions = z.infer<typeof passkeyOptions>['options'];

/** `POST /api/v1/passkeys` */
export const addPasskey = z.object({ response: attested, name: z.optional(passkeyName) });
/** `lastUsedAt`: null where nobody has signed in by it yet. */
export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: timeMs,
  lastUsedAt: z.nullable(timeMs),
});
export type Passkey = z.infer<typeof passkey>;
export const addedPasskey = z.object({ passkey });
/** `GET /api/v1/passkeys` */
export const passkeys = z.object({ passkeys: z.array(passkey) });
/** `POST /api/v1/sessions/passkey` */
export const signInByPasskey = z.object({ response: asserted });
