import type { Mail } from './mail-queue.ts';

export type SendOutcome =
  | { readonly status: 'sent' }
  /** The other side cannot take it now, or cannot be reached. */
  | { readonly status: 'later'; readonly why: string }
  /** The other side will not take it. */
  | { readonly status: 'never'; readonly why: string };

/** Hands a letter to a server of mail. Never throws; has a deadline. What it says of a failure names no address. */
export type MailSender = { send(mail: Mail): Promise<SendOutcome>; close(): void };
