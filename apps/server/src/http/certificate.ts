import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { TlsFiles } from '../config/env.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Log } from '../ops/log.ts';

type Pair = { readonly cert: Buffer; readonly key: Buffer };

/** Between two looks at the files, ms. Nobody is told of changes where links are exchanged, as most tools that renew certificates do. */
const lookMs = 2_000;

/** The certificate of a server that speaks TLS itself, and its key; renewed ones are taken over while it runs, and connections that are open keep theirs. [OPS-40] */
export class Certificate {
  readonly #files: TlsFiles;
  #seen: string;
  #endsAt = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly first: Pair;

  /** Throws `StartupError` where the files are missing, no PEM, or do not belong together. */
  constructor(files: TlsFiles) {
    this.#files = files;
    this.#seen = this.#look();
    try {
      this.first = this.#read();
    } catch (error) {
      throw new StartupError(`${faultOf(error)} See ROOKERY_TLS_CERT and ROOKERY_TLS_KEY.`);
    }
  }

  /** Takes over what changes, until `close`. What cannot be used is told in the log, and the former one stays. */
  renew(server: Server, log: Log): void {
    this.#timer = setInterval(() => {
      const now = this.#look();
      if (now === this.#seen) return;
      this.#seen = now;
      try {
        server.setSecureContext(this.#read());
        log.info({ event: 'tls.renewed' });
      } catch (error) {
        log.error({ event: 'tls.keptOld', message: `${faultOf(error)} The former certificate stays in use.` });
      }
    }, lookMs);
    this.#timer.unref();
  }

  /** When the one in use ends, ms since the epoch. */
  get endsAt(): number {
    return this.#endsAt;
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer);
  }

  /** Both as they are now, or that one is not there: another text after each change. */
  #look(): string {
    const files = [this.#files.cert, this.#files.key].map((file) => statSync(file, { throwIfNoEntry: false }));
    return files.map((file) => (file ? `${file.ino} ${file.mtimeMs} ${file.size}` : 'none')).join(', ');
  }

  #read(): Pair {
    const pair = { cert: readFileSync(this.#files.cert), key: readFileSync(this.#files.key) };
    createSecureContext(pair);
    this.#endsAt = Date.parse(new X509Certificate(pair.cert).validTo);
    return pair;
  }
}

function faultOf(error: unknown): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  return path ? `${path} cannot be read (${code}).` : `The certificate and its key cannot be used (${message}).`;
}
