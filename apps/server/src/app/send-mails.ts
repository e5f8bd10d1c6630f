import { setTimeout as pause } from 'node:timers/promises';
import type { DigestMail, Mail } from '../ports/mail-queue.ts';
import type { MailSender, SendOutcome } from '../ports/mail-sender.ts';
import type { DigestDraft } from './look-after-digest.ts';
import type { Ports } from './ports.ts';

/** How often a node looks for letters that are due, ms. What it has put there itself goes at once. */
const lookMs = 5_000;
/** A letter that a node has claimed is another's after this long, ms: longer than sending takes. */
const claimMs = 60_000;
const firstPauseMs = 15_000;
const longestPauseMs = 15 * 60_000;
/** While it is written down that a letter was sent; as long in all as a failover takes, ms. */
const firstEndPauseMs = 250;
const lastEndPauseMs = 8_000;

export type MailTold = {
  readonly sent: (told: DigestDraft['told']) => void;
  readonly later: (why: string, tries: number) => void;
  readonly gaveUp: (why: string) => void;
  readonly failed: (error: unknown) => void;
};

type Sending = Pick<Ports, 'mails' | 'clock'>;

/** Writes the letters that are written when they are sent. */
export type DigestWriter = {
  /** Null where there is nothing (any more) to be sent. */
  readonly write: (mail: DigestMail) => Promise<DigestDraft | null>;
  /** Up to when it has told, ms; null: it was not sent. */
  readonly end: (mail: DigestMail, toldUpTo: number | null) => Promise<void>;
};

/** Sends the letters of the queue, one after the other. What the other side cannot take now is tried again, less and less often, as long as it is of use. [MAIL-2] */
export class MailSending {
  readonly #ports: Sending;
  readonly #sender: MailSender;
  readonly #digests: DigestWriter;
  readonly #told: MailTold;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(ports: Sending, sender: MailSender, digests: DigestWriter, told: MailTold) {
    this.#ports = ports;
    this.#sender = sender;
    this.#digests = digests;
    this.#told = told;
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
  }

  /** There may be letters. */
  look(): void {
    if (this.#isClosed) return;
    this.#running ??= this.#sendAll()
      .catch((error: unknown) => this.#told.failed(error))
      .finally(() => (this.#running = null));
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const now = this.#ports.clock.now();
      const claimed = this.#isClosed ? null : await this.#ports.mails.claim(now, now + claimMs);
      if (!claimed) return;
      await this.#sendOne(claimed.mail, claimed.tries);
    }
  }

  async #sendOne(mail: Mail, tries: number): Promise<void> {
    const { mails, clock } = this.#ports;
    const again = () =>
      mails.again(mail.id, clock.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10)));
    const isLate = mail.until <= clock.now();
    let draft: DigestDraft | null;
    try {
      draft = isLate
        ? null
        : 'digestFor' in mail
          ? await this.#digests.write(mail)
          : { letter: mail, toldUpTo: 0, told: [] };
    } catch (error) {
      // What it is made of is away: the letters behind it are not to wait for that.
      this.#told.failed(error);
      await again();
      return;
    }
    const outcome: SendOutcome | null = draft && (await this.#sender.send(draft.letter));
    if (outcome?.status === 'later') {
      await again();
      this.#told.later(outcome.why, tries + 1);
      return;
    }
    if ('digestFor' in mail) await this.#endDigest(mail, draft?.toldUpTo ?? null);
    await mails.end(mail.id);
    if (outcome?.status === 'sent') this.#told.sent(draft?.told ?? []);
    else if (outcome ?? isLate) this.#told.gaveUp(outcome?.why ?? 'too late');
  }

  /** It has been sent: as long as the claim lasts it is tried to write that down, or it would be sent again. */
  async #endDigest(mail: DigestMail, toldUpTo: number | null): Promise<void> {
    for (let pauseMs = firstEndPauseMs; ; pauseMs *= 2)
      try {
        await this.#digests.end(mail, toldUpTo);
        return;
      } catch (error) {
        if (this.#isClosed || pauseMs > lastEndPauseMs) throw error;
        await pause(pauseMs);
      }
  }

  /** Resolves after the letter under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
    this.#sender.close();
  }
}
