import { asSessionToken } from '@rookery/protocol';
import type { SessionToken } from '@rookery/protocol';

/** In place of a token that is in a cookie, where no script is to read it. It is nobody's. */
export const hiddenToken = asSessionToken('cookie');

/** A signed-in device, as long as it acts: what the node knows of its session. */
export type Session = {
  readonly id: string;
  readonly kind: 'guest' | 'account' | 'classic';
  /** What the device proved itself with: it is answered again to a repeated `user:join`. Empty for classic clients. */
  readonly token: SessionToken;
  readonly expiresAt: number;
};
