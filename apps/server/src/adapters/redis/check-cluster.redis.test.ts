import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { startRedisCluster } from '@rookery/testkit/redis-cluster';
import type { RedisCluster } from '@rookery/testkit/redis-cluster';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StartupError } from '../../domain/startup-error.ts';
import { checkCluster } from './check-cluster.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-check-'));
const at = (name: string): string => join(dir, name);
const ending: (() => void)[] = [];
let lone: RedisCluster;

beforeAll(async () => {
  lone = await startRedisCluster({ dir: at('lone'), masters: 3, replicas: 0, password: 'secret' });
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-keyout', at('key.pem'), '-out', at('certificate.pem'), '-subj', '/CN=127.0.0.1'],
  ]);
}, 60_000);
afterAll(async () => {
  for (const end of ending) end();
  await lone?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** One redis-server with these arguments; resolves with its address when it listens. */
async function redis(...args: readonly string[]): Promise<string> {
  const port = await freePort();
  const child = spawn('redis-server', [...args.map((arg) => (arg === 'PORT' ? String(port) : arg)), '--dir', dir]);
  ending.push(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('redis-server ended at once')));
    child.stdout.on('data', (said: Buffer) => {
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
  return `127.0.0.1:${port}`;
}

/** Speaks just enough of the protocol to say that it is another version. */
async function pretender(version: string): Promise<string> {
  const info = `# Server\r\nredis_version:${version}\r\n`;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      // Each command begins with its number of words.
      for (const command of data
        .toString()
        .split(/\*\d+\r\n/)
        .slice(1))
        socket.write(command.toLowerCase().includes('info\r\n') ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n');
    });
  }).listen(0, '127.0.0.1');
  ending.push(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function sentence(nodes: readonly string[], options: Parameters<typeof checkCluster>[1] = {}): Promise<string> {
  const error: unknown = await checkCluster(nodes, options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartupError);
  const { message } = error as StartupError;
  expect(message).not.toMatch(/\n|secret|other/);
  expect(message.endsWith('.')).toBe(true);
  return message;
}

describe('[CLU-4] what is no cluster for us is one plain sentence that says what to do', () => {
  test('[CLU-4] nobody there', async () => {
    expect(await sentence(['127.0.0.1:1'])).toMatch(/can be reached: check REDIS_NODES/);
  });

  test('[CLU-4] a password that is missing or wrong; no replica at all; no slots yet', async () => {
    expect(await sentence(lone.addresses)).toMatch(/set REDIS_PASSWORD/);
    expect(await sentence(lone.addresses, { password: 'other' })).toMatch(/refuses the password/);
    expect(await sentence(lone.addresses, { username: 'other', password: 'other' })).toMatch(/refuses the password/);
    expect(await sentence(lone.addresses, { password: 'secret' })).toMatch(/has a replica.*add one to each/);
    const open = await redis('--port', 'PORT', '--cluster-enabled', 'yes', '--cluster-config-file', 'open.conf');
    expect(await sentence([open])).toMatch(/serves no slots yet: create it/);
  });

  test('[CLU-4] not a cluster, and too old', async () => {
    expect(await sentence([await redis('--port', 'PORT')])).toMatch(/not a cluster: start it with cluster-enabled yes/);
    expect(await sentence([await pretender('6.2.14')])).toMatch(/version 6\.2\.14: Rookery needs 7\.0 or newer/);
  });

  test('[CLU-4] TLS on one side only, or with a certificate that nobody vouches for', async () => {
    const secure = await redis(
      ...['--port', '0', '--tls-port', 'PORT', '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', at('certificate.pem'), '--tls-key-file', at('key.pem')],
      ...['--tls-ca-cert-file', at('certificate.pem')],
    );
    expect(await sentence([secure])).toMatch(/set REDIS_TLS=on/);
    expect(await sentence([secure], { tls: {} })).toMatch(/not trusted: set REDIS_TLS_CA/);
    expect(await sentence(lone.addresses.slice(0, 1), { password: 'secret', tls: {} })).toMatch(/set REDIS_TLS=off/);
  });
});
