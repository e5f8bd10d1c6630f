import type { Mailing } from '../app/mailing.ts';
import { endDigestLetter, writeDigest } from '../app/look-after-digest.ts';
import type { Ports } from '../app/ports.ts';
import { MailSending } from '../app/send-mails.ts';
import type { Config } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import type { Log } from '../ops/log.ts';
import type { DigestMail } from '../ports/mail-queue.ts';
import type { Store } from '../ports/store.ts';

/** Done after an answer, at once. */
const mostLater = 50;

export type OpenMail = {
  readonly mailing: Mailing;
  /** Letters go out from now on. */
  start(ports: Ports): void;
  close(): Promise<void>;
};

/** Null where this server sends no mail. What speaks SMTP is loaded only where it does. */
export async function openMail(
  { mail, publicUrl, basePath, digest }: Pick<Config, 'mail' | 'publicUrl' | 'basePath' | 'digest'>,
  { mails }: Pick<Store, 'mails'>,
  log: Log,
): Promise<OpenMail | null> {
  if (!mail || publicUrl === null) return null;
  const { smtpSender } = await import('../adapters/smtp/smtp-sender.ts');
  const failed = (error: unknown): void => log.warn({ event: 'mail.failed', err: error });
  const sender = smtpSender(mail);
  let sending: MailSending | null = null;
  const start = (ports: Ports): void => {
    const digests = {
      write: (letter: DigestMail) => writeDigest(ports, letter),
      end: (letter: DigestMail, toldUpTo: number | null) => endDigestLetter(ports, letter, toldUpTo),
    };
    sending ??= new MailSending({ mails, clock: systemClock }, sender, digests, {
      sent: (told) => {
        for (const { conversation, ...span } of told) ports.traces.mailed(conversation, span);
        log.info({ event: 'mail.sent' });
      },
      later: (why, tries) => log.warn({ event: 'mail.later', why, tries }),
      gaveUp: (why) => log.warn({ event: 'mail.gaveUp', why }),
      failed,
    });
  };
  let underWay = 0;
  const later = (work: () => Promise<void>): void => {
    if (underWay >= mostLater) return;
    underWay += 1;
    setImmediate(() => {
      work()
        .catch(failed)
        .finally(() => (underWay -= 1));
    });
  };
  return {
    mailing: { address: publicUrl + basePath, digest, look: () => sending?.look(), later },
    start,
    close: async () => (sending ? sending.close() : sender.close()),
  };
}
