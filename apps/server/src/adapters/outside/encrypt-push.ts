import { createECDH } from 'node:crypto';
import { encrypt } from 'http_ece';
import type { PushTarget } from '../../ports/push-sender.ts';

/** For the device alone (RFC 8291), with a key that is used once. */
export function encryptPush({ p256dh, auth }: PushTarget['keys'], payload: string): Buffer {
  const once = createECDH('prime256v1');
  once.generateKeys();
  return encrypt(Buffer.from(payload), { version: 'aes128gcm', dh: p256dh, privateKey: once, authSecret: auth });
}
