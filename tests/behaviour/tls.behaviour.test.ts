import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Child } from '@rookery/testkit/child';
import { freePort } from '@rookery/testkit/free-port';
import { serverCommand } from '@rookery/testkit/server-process';
import { until } from '@rookery/testkit/until';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'rookery-tls-'));
const at = (name: string): string => join(dir, name);
/** A new certificate with its key, both under this name. */
const certify = (name: string): void => {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)],
      ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ],
    { stdio: 'ignore' },
  );
};
const use = (name: string, part: 'crt' | 'key'): void => writeFileSync(at(part), readFileSync(at(`${name}.${part}`)));
const fingerprint = (name: string): string => new X509Certificate(readFileSync(at(`${name}.crt`))).fingerprint256;

describe('a server with a certificate', () => {
  let port: number;
  let server: Child;

  const ask = (path: string, body?: string, headers: Record<string, string> = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const options = { host: '127.0.0.1', port, path, method, headers, rejectUnauthorized: false, agent: false };
      request(options, (answer) => resolve(answer.resume()))
        .on('error', reject)
        .end(body);
    });
  /** What a newcomer is shown. */
  const shown = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().fingerprint256);
        socket.destroy();
      }).on('error', reject);
    });

  beforeAll(async () => {
    for (const name of ['first', 'second']) certify(name);
    use('first', 'crt');
    use('first', 'key');
    port = await freePort();
    server = new Child({
      name: 'the server',
      command: serverCommand(),
      environment: {
        PORT: String(port),
        ROOKERY_DATA_DIR: at('data'),
        ROOKERY_TLS_CERT: at('crt'),
        ROOKERY_TLS_KEY: at('key'),
      },
      log: at('log'),
      isReady: () =>
        ask('/readyz').then(
          ({ statusCode }) => statusCode === 200,
          () => false,
        ),
    });
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await server?.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });

  test('[OPS-40] serves pages, calls and sockets over TLS, and browsers come in no other way any more', async () => {
    const page = await ask('/');
    expect([page.statusCode, page.headers['strict-transport-security']]).toEqual([200, 'max-age=15552000']);
    const joined = await ask('/api/v1/call/user:join', JSON.stringify({ username: 'ada' }), {
      origin: `https://127.0.0.1:${port}`,
      'content-type': 'application/json',
    });
    expect(joined.headers['set-cookie']?.[0]).toMatch(/^__Host-rookery\.session=[^;]+; Path=\/; Secure; HttpOnly;/);

    const ca = readFileSync(at('first.crt'), 'utf8');
    const socket = io(`https://127.0.0.1:${port}`, { ca, transports: ['websocket'], reconnection: false });
    expect(await socket.emitWithAck('user:join', 'bob')).toMatchObject({ ok: true });
    socket.disconnect();
  });

  test('[OPS-40] takes over a renewed certificate while it runs, and keeps the former where the new one is of no use', async () => {
    const ca = readFileSync(at('first.crt'), 'utf8');
    const socket = io(`https://127.0.0.1:${port}`, { ca, transports: ['websocket'], reconnection: false });
    await socket.emitWithAck('user:join', 'carol');
    // A key that belongs to another certificate: as while one of both has been written.
    use('second', 'key');
    await until('it is told', () => readFileSync(at('log'), 'utf8').includes('tls.keptOld'), 30_000);
    expect(await shown()).toBe(fingerprint('first'));
    use('second', 'crt');
    await until('the new one is shown', async () => (await shown()) === fingerprint('second'), 30_000);
    expect(await socket.emitWithAck('rooms:list', {})).toMatchObject({ ok: true });
    socket.disconnect();
  });

  test('[OPS-40] outlives whoever does not speak TLS', async () => {
    const plain = connectPlain(port, '127.0.0.1');
    plain.on('error', () => undefined);
    const ended = new Promise((resolve) => plain.once('close', resolve));
    plain.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await ended;
    expect((await ask('/healthz')).statusCode).toBe(200);
  });

  test('[OPS-6] says in a sentence which file is of no use', () => {
    const environment = { ...process.env, ROOKERY_DATA_DIR: at('other'), ROOKERY_TLS_KEY: at('first.key'), PORT: '0' };
    const said = (cert: string): string => {
      try {
        const [command = '', ...args] = serverCommand();
        execFileSync(command, args, {
          env: { ...environment, ROOKERY_TLS_CERT: cert },
          encoding: 'utf8',
          stdio: 'pipe',
        });
        return 'it started';
      } catch (error) {
        return (error as { stderr: string }).stderr.trim();
      }
    };
    expect(said(at('none.crt'))).toBe(
      `${at('none.crt')} cannot be read (ENOENT). See ROOKERY_TLS_CERT and ROOKERY_TLS_KEY.`,
    );
    expect(said(at('second.crt'))).toMatch(/^The certificate and its key cannot be used \(.*\)\. See ROOKERY_TLS_CERT/);
  });
});
