import type { SessionToken } from '@rookery/protocol';

/** A signed-in device, as long as it acts: what the node knows of its session. */
export type Session = {
  readonly id: string;
  readonly kind: 'guest' | 'classic';
  /** What the device proved itself with: it is answered again to a repeated `user:join`. Empty for classic clients. */
  readonly token: SessionToken;
  readonly expiresAt: number;
};
