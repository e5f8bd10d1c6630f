import type { Mailing } from '../app/mailing.ts';
import { MailSending } from '../app/send-mails.ts';
import type { Config } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import type { Log } from '../ops/log.ts';
import type { Store } from '../ports/store.ts';

/** Done after an answer, at once. */
const mostLater = 50;

/** Null where this server sends no mail. What speaks SMTP is loaded only where it does. */
export async function openMail(
  { mail, publicUrl, basePath }: Pick<Config, 'mail' | 'publicUrl' | 'basePath'>,
  { mails }: Pick<Store, 'mails'>,
  log: Log,
): Promise<{ readonly mailing: Mailing; close(): Promise<void> } | null> {
  if (!mail || publicUrl === null) return null;
  const { smtpSender } = await import('../adapters/smtp/smtp-sender.ts');
  const failed = (error: unknown): void => log.warn({ event: 'mail.failed', err: error });
  const sending = new MailSending({ mails, clock: systemClock }, smtpSender(mail), {
    sent: () => log.info({ event: 'mail.sent' }),
    later: (why, tries) => log.warn({ event: 'mail.later', why, tries }),
    gaveUp: (why) => log.warn({ event: 'mail.gaveUp', why }),
    failed,
  });
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
    mailing: { address: publicUrl + basePath, look: () => sending.look(), later },
    close: () => sending.close(),
  };
}
