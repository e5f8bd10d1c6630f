declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** One record after RFC 8188 with the keys of RFC 8291: `dh` the device's public key, `privateKey` one that is used once, `authSecret` what the device shares; base64url. */
  export function encrypt(
    plain: Buffer,
    how: {
      readonly version: 'aes128gcm';
      readonly dh: string;
      readonly privateKey: ECDH;
      readonly authSecret: string;
    },
  ): Buffer;
}
