import { createTransport } from 'nodemailer';
import type { Letter, MailSender, SendOutcome } from '../../ports/mail-sender.ts';

export type SmtpOptions = {
  /** `smtp://NAME:PASSWORD@HOST:587` (secret by STARTTLS, but on this machine) or `smtps://…`. */
  readonly url: string;
  /** The sender, by name and address. */
  readonly from: { readonly name: string; readonly address: string };
};

/** Of each step, and of a whole letter, ms. */
const stepMs = 10_000;
const letterMs = 30_000;

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** A server of mail that takes letters by SMTP: a connection for each, since they are few. */
export function smtpSender({ url, from }: SmtpOptions): MailSender {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isSecret = protocol === 'smtps:';
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecret ? 465 : 587) : Number(port),
    secure: isSecret,
    requireTLS: !isSecret && !loopback.includes(hostname),
    ignoreTLS: !isSecret && loopback.includes(hostname),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    // Nothing of a letter is a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    send: (letter) => outcomeOf(transport.sendMail(letterOf(letter, from, domain))),
    close: () => transport.close(),
  };
}

const letterOf = ({ id, to, subject, text, html, unsubscribe }: Letter, from: SmtpOptions['from'], domain: string) => ({
  from,
  // As an object: text with a comma would be two addresses.
  to: { name: '', address: to },
  subject,
  text,
  ...(html === undefined ? {} : { html }),
  messageId: `<${id}@${domain}>`,
  // No program is to answer it.
  headers: {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    ...(unsubscribe === undefined
      ? {}
      : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  },
});

async function outcomeOf(sending: Promise<unknown>): Promise<SendOutcome> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      sending,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('deadline')), letterMs);
      }),
    ]);
    return { status: 'sent' };
  } catch (error) {
    sending.catch(() => undefined);
    const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
    const why = `${typeof code === 'string' ? code : 'failed'}${typeof responseCode === 'number' ? ` ${responseCode}` : ''}`;
    const isFinal = typeof responseCode === 'number' && responseCode >= 500 && code !== 'EAUTH';
    return { status: isFinal ? 'never' : 'later', why };
  } finally {
    clearTimeout(timer);
  }
}
