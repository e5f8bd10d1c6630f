import * as z from 'zod/mini';
import { limits } from '../limits.ts';

/** Which URLs it takes besides is for the server to say: where they lead is not to be seen from them. */
export const pushEndpoint = z.string().check(
  z.minLength(1),
  z.maxLength(limits.pushEndpointChars),
  z.refine((value) => value.length > limits.pushEndpointChars || URL.canParse(value), { message: 'must be a URL' }),
  z.meta({ description: 'The address that the browser’s push service gave to the subscription.' }),
);

/** As `PushSubscription.toJSON()` has them, in base64url. */
export const pushKeys = z.object({
  p256dh: z
    .string()
    .check(
      z.maxLength(88),
      z.regex(/^B[A-Za-z0-9_-]{86}=?$/, { message: 'must be a point of P-256, 65 bytes in base64url' }),
      z.meta({ description: 'The device’s public key: a point of P-256, not compressed.' }),
    ),
  auth: z
    .string()
    .check(
      z.maxLength(24),
      z.regex(/^[A-Za-z0-9_-]{22}(?:==)?$/, { message: 'must be 16 bytes in base64url' }),
      z.meta({ description: 'The secret that the device shares with the server.' }),
    ),
});

export const pushDevice = z.string().check(
  z.minLength(1),
  z.maxLength(limits.idChars),
  z.regex(/^[\w-]+$/, { message: 'must be letters, digits, - and _' }),
  z.meta({
    description: 'Which one, where one session has several: a later address of the same takes the place of the former.',
  }),
);
