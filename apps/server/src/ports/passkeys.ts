import type { UserId } from '@rookery/protocol';

export type KeptPasskey = {
  /** How it is named here. */
  readonly id: string;
  /** How its authenticator names it, base64url. */
  readonly credential: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
};

/** Of one account. */
export const mostPasskeys = 20;

/**
 * The passkeys of accounts (WebAuthn), and the challenges that are to be answered, each by one response.
 *
 * - Atomic? Each call, over all nodes: of two that take a challenge at once, one gets it. - Ordered? No need.
 * - Idempotent? All but `takeChallenge`. - If it times out: throws `ChatError('unavailable')`; a challenge may be taken.
 * - Durable before it resolves. - Cost: one read or write each. A challenge costs some hundred bytes until it ends.
 */
export interface Passkeys {
  add(user: UserId, passkey: KeptPasskey): Promise<'added' | 'too-many' | 'no-account'>;
  /** In no order. */
  of(user: UserId): Promise<readonly KeptPasskey[]>;
  /** Somebody has signed in by it. False where there is none any more. */
  used(user: UserId, id: string, at: number): Promise<boolean>;
  /** False where there is none. */
  remove(user: UserId, id: string): Promise<boolean>;
  /** `purpose`: what it is to be answered for. Until `endsAt`. */
  putChallenge(hash: string, purpose: string, now: number, endsAt: number): Promise<void>;
  /** What it was put for; null where it has ended, was taken, or never was. Nobody finds it again. */
  takeChallenge(hash: string, now: number): Promise<string | null>;
}
