import type { WrittenMail } from './mail-queue.ts';

export type Letter = Omit<WrittenMail, 'until'> & {
  readonly html?: string;
  /** Where one request, without a session, ends letters of this kind (RFC 8058). */
  readonly unsubscribe?: string;
};

export type SendOutcome =
  | { readonly status: 'sent' }
  /** The other side cannot take it now, or cannot be reached. */
  | { readonly status: 'later'; readonly why: string }
  /** The other side will not take it. */
  | { readonly status: 'never'; readonly why: string };

/** Hands a letter to a server of mail. Never throws; has a deadline. What it says of a failure names no address. */
export type MailSender = { send(letter: Letter): Promise<SendOutcome>; close(): void };
