import { mostMails } from '../../ports/mail-queue.ts';
import type { MailQueue } from '../../ports/mail-queue.ts';
import type { SqliteThreads } from './sqlite-threads.ts';

export const embeddedMailQueue = (threads: SqliteThreads): MailQueue => ({
  add: (mail, now, most = mostMails) => threads.call('addMail', mail, now, most),
  claim: (now, until) => threads.call('claimMail', now, until),
  end: (id) => threads.call('endMail', id),
  again: (id, at) => threads.call('mailAgain', id, at),
});
