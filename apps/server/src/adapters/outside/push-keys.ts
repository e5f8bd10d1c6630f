import { createECDH } from 'node:crypto';

/** A pair of keys on P-256 with which this server signs for push services (VAPID, RFC 8292): a point that is not compressed, and a number; base64url. */
export type PushKeys = { readonly publicKey: string; readonly privateKey: string };

const numberBytes = 32;

export function newPushKeys(): PushKeys {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys('base64url');
  const number = ecdh.getPrivateKey();
  // Leading zeros are left out there.
  const padded = Buffer.concat([Buffer.alloc(numberBytes - number.length), number]);
  return { publicKey, privateKey: padded.toString('base64url') };
}
