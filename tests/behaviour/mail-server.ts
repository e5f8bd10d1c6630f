import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real server of mail in this process, which keeps what it takes. */
export type RealMailServer = {
  /** With a name and a password. */
  readonly url: string;
  readonly letters: ParsedMail[];
  /** To whom, as the protocol said, beside what the letter says. */
  readonly receivers: string[];
  /** What it answers to the next letters; null: it takes them. */
  refusal: { readonly responseCode: number } | null;
  stop(): Promise<void>;
};

export async function startMailServer(): Promise<RealMailServer> {
  const letters: ParsedMail[] = [];
  const receivers: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'rookery' && password === 'a b/c'
        ? done(null, { user: username })
        : done(new Error('wrong name or password')),
    onRcptTo: ({ address }, _session, done) => {
      if (real.refusal) return done(Object.assign(new Error('not now'), real.refusal));
      receivers.push(address);
      done();
    },
    onData: (stream, _session, done) => {
      simpleParser(stream).then(
        (letter) => {
          letters.push(letter);
          done();
        },
        (error: unknown) => done(error as Error),
      );
    },
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const real: RealMailServer = {
    url: `smtp://rookery:a%20b%2Fc@127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    letters,
    receivers,
    refusal: null,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return real;
}
