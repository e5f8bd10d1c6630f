import type { UserId } from '@rookery/protocol';

type Waiting = {
  /** Its own: also in its Message-ID, by which a letter that came twice is known. */
  readonly id: string;
  /** Of no use after that (ms): given up. */
  readonly until: number;
};

/** One letter to one address. */
export type WrittenMail = Waiting & { readonly to: string; readonly subject: string; readonly text: string };

/** A letter that is written when it is sent: what waits for somebody changes until then. */
export type DigestMail = Waiting & { readonly digestFor: UserId };

export type Mail = WrittenMail | DigestMail;

export type ClaimedMail = {
  readonly mail: Mail;
  /** How often it was claimed before. */
  readonly tries: number;
};

/** Waiting at once. */
export const mostMails = 10_000;

/**
 * Letters that are to be sent, kept until they are. Any node sends them: one claims a letter for a while, and what was claimed and not ended comes again.
 *
 * - Atomic? Each call. - Ordered? By when they are due. - Idempotent? All but `claim`: what a lost answer has claimed comes again when the claim is over.
 * - Once? No: a node that dies after the other side has taken the letter leaves it to be sent again, under the same id.
 * - Durable? `add` is, before it resolves. - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one write.
 */
export interface MailQueue {
  /** Due at once. `full`: `most` wait, `mostMails` where nothing is said. */
  add(mail: Mail, now: number, most?: number): Promise<'added' | 'full'>;
  /** One that is due at `now`, and not again before `until`; null where there is none. */
  claim(now: number, until: number): Promise<ClaimedMail | null>;
  /** Sent, or given up. */
  end(id: string): Promise<void>;
  /** Due again then. */
  again(id: string, at: number): Promise<void>;
}
