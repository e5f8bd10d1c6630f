import type { UserId } from '@rookery/protocol';

/**
 * The address of mail that each account has confirmed. One address is one account's; it is found without regard to case.
 *
 * - Atomic? Each call, as others see it; on the cluster a crash within `set` may leave an address that is found to be nobody's. - Ordered? No.
 * - Idempotent? All. - Durable? What writes is, before it resolves. - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one or two reads, `set` two writes.
 */
export interface Addresses {
  of(user: UserId): Promise<string | null>;
  userOf(address: string): Promise<UserId | null>;
  /** Hers from now on, in the place of the one that she had. */
  set(user: UserId, address: string): Promise<'set' | 'taken'>;
}
