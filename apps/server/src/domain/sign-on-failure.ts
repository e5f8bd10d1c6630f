export const signOnReasons = [
  /** The provider, or the store, does not answer. */
  'unavailable',
  /** She has said no there, or was refused there. */
  'cancelled',
  /** It took too long, was used before, or was begun in another browser. */
  'expired',
  /** What came back does not fit what was sent. */
  'failed',
  /** Her address is not confirmed there, or not of a domain that is let in. */
  'not-allowed',
  /** Her account here is switched off. */
  'deactivated',
] as const;
export type SignOnReason = (typeof signOnReasons)[number];

/** Why somebody who came by a provider is not let in. */
export class SignOnFailure extends Error {
  readonly reason: SignOnReason;

  constructor(reason: SignOnReason, cause?: unknown) {
    super(`sign-on: ${reason}`, { cause });
    this.reason = reason;
  }
}
