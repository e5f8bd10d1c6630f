import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Child } from '@rookery/testkit/child';
import { freePort } from '@rookery/testkit/free-port';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { serverCommand } from '@rookery/testkit/server-process';
import { startTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';

afterEach(everyoneLeaves);

/** What a server that cannot start says, and its exit code. */
async function failure(environment: Record<string, string>): Promise<{ said: string; code: number | null }> {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-failure-'));
  const isReady = (): Promise<boolean> => Promise.resolve(false);
  const log = join(directory, 'server.log');
  const server = new Child({ name: 'the server', command: serverCommand(), environment, log, isReady });
  try {
    server.spawn();
    await server.ends(15_000);
    const code = await server.kill('SIGKILL');
    return { said: server.output().trim(), code };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

// Nobody else's to read, like all that is made here: else the server says first that it has narrowed it.
const tmpfs = (options: string): string => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-tmpfs-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `${options},mode=700`, 'tmpfs', directory]);
  return directory;
};
const unmount = (directory: string): void => {
  execFileSync('umount', ['-l', directory]);
  rmSync(directory, { recursive: true, force: true });
};

describe('what keeps the server from starting is one plain sentence', () => {
  test('[OPS-6] port taken, second process on the same directory, wrong settings', async () => {
    const target = await startTarget();
    try {
      const port = new URL(target.url).port;
      const directory = mkdtempSync(join(tmpdir(), 'rookery-taken-'));
      onTestFinished(() => rmSync(directory, { recursive: true }));
      const taken = await failure({ PORT: port, ROOKERY_DATA_DIR: directory });
      expect(taken).toMatchObject({
        code: 1,
        said: expect.stringMatching(new RegExp(`^Port ${port} .* taken: .*PORT.*\\.$`)) as string,
      });
      const second = await failure({ PORT: String(await freePort()), ROOKERY_DATA_DIR: target.dataDir });
      expect(second.code).toBe(1);
      expect(second.said).toMatch(/^Another Rookery server is using the data directory .*\.$/);
      const wrong = await failure({ PORT: 'eighty', ROOKERY_RATE_LIMITS: 'maybe', ROOKERY_COLOUR: 'secret-red' });
      expect(wrong.code).toBe(1);
      for (const name of ['PORT', 'ROOKERY_RATE_LIMITS', 'ROOKERY_COLOUR']) expect(wrong.said).toContain(name);
      expect(wrong.said).not.toMatch(/eighty|secret-red/);
    } finally {
      await target.stop();
    }
  });

  test('[OPS-7] a data directory that is no directory, read-only or full; a database that is damaged or newer', async () => {
    const port = String(await freePort());
    const base = mkdtempSync(join(tmpdir(), 'rookery-days-'));
    writeFileSync(join(base, 'file'), 'x');
    expect((await failure({ PORT: port, ROOKERY_DATA_DIR: join(base, 'file') })).said).toMatch(
      /is not a directory: set ROOKERY_DATA_DIR/,
    );
    const readOnly = tmpfs('ro,size=1m');
    const full = tmpfs('size=64k');
    try {
      expect(await failure({ PORT: port, ROOKERY_DATA_DIR: readOnly })).toMatchObject({
        code: 1,
        said: expect.stringMatching(/^The data directory .* cannot be written: .*\.$/) as string,
      });
      writeFileSync(join(full, 'filler'), Buffer.alloc(60_000));
      const said = await failure({ PORT: port, ROOKERY_DATA_DIR: full });
      expect(said.code).toBe(1);
      expect(said.said).toMatch(/^There is no space left for .*\.$/);
    } finally {
      unmount(readOnly);
      unmount(full);
    }
    const damaged = join(base, 'damaged');
    mkdirSync(damaged, { mode: 0o700 });
    writeFileSync(join(damaged, 'rookery.sqlite'), 'this is no database, and never was one'.repeat(50), {
      mode: 0o600,
    });
    expect((await failure({ PORT: port, ROOKERY_DATA_DIR: damaged })).said).toMatch(
      /^The database .* is damaged: .*backup.*\.$/,
    );
    const target = await startTarget();
    await target.server.kill('SIGTERM');
    const db = new DatabaseSync(join(target.dataDir, 'rookery.sqlite'));
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect((await failure({ PORT: port, ROOKERY_DATA_DIR: target.dataDir })).said).toMatch(
      /written by a newer Rookery .*\.$/,
    );
    await target.stop();
    rmSync(base, { recursive: true, force: true });
  });

  test('[OPS-8] the help lists every setting', async () => {
    const help = execFileSync('node', ['apps/server/dist/main.js', '--help'], { encoding: 'utf8' });
    for (const name of [
      'PORT',
      'HOST',
      'ROOKERY_DATA_DIR',
      'REDIS_NODES',
      'ROOKERY_ALLOWED_ORIGINS',
      'ROOKERY_RATE_LIMITS',
    ])
      expect(help).toContain(name);
  });
});

describe('while it runs', () => {
  test('[OPS-9] a disk that fills up: nothing is acked that is not stored, and it goes on when there is space again', async () => {
    const directory = tmpfs('size=3m');
    const target = await startTarget({
      ROOKERY_DATA_DIR: directory,
      ROOKERY_RATE_LIMITS: 'off',
      ROOKERY_LOG_LEVEL: 'silent',
    });
    try {
      const alice = await guest(target.url);
      const name = freshName('room');
      await alice.ask('room:create', name);
      const acked = new Map<number, string>();
      let refused: Answer | null = null;
      for (let index = 0; index < 2_000 && !refused; index += 1) {
        const content = `${index} ${'x'.repeat(4_000)}`;
        const answer = await alice.ask('message:room', { room: name, content, clientId: `c-${index}` });
        if (answer.ok) acked.set(Number(answer['seq']), content);
        else refused = answer;
      }
      expect(refused).toMatchObject({ ok: false, error: { code: 'unavailable' } });
      expect((refused as unknown as Answer)['error'].retryAfterMs).toBeGreaterThan(0);
      expect((await fetch(`${target.url}/readyz`)).status).toBe(503);
      execFileSync('mount', ['-o', 'remount,size=64m', directory]);
      await until(
        'it accepts again',
        async () => (await alice.ask('message:room', { room: name, content: 'space again', clientId: 'again' })).ok,
      );
      expect((await fetch(`${target.url}/readyz`)).status).toBe(200);
      await target.server.kill('SIGKILL');
      await target.server.start();
      const again = visitor(target.url, { token: alice.token });
      await again.hears('server:hello');
      const kept = new Map<number, string>();
      for (let after = 0; ;) {
        const page = await again.ask('history:fetch', { room: name, after, limit: 100 });
        for (const message of page['messages'] as Answer[])
          kept.set(Number(message['seq']), String(message['content']));
        if (!page['hasMore']) break;
        after = kept.size;
      }
      for (const [seq, content] of acked) expect(kept.get(seq)).toBe(content);
    } finally {
      await target.stop();
      unmount(directory);
    }
  }, 120_000);

  test('[OPS-10] kill -9 while people write: every acked message is there once, in order, and sessions go on', async () => {
    const target = await startTarget();
    try {
      const people = await Promise.all(Array.from({ length: 6 }, (_, index) => guest(target.url, `p${index}`)));
      const name = freshName('room');
      await people[0]?.ask('room:create', name);
      for (const person of people) await person.ask('room:join', name);
      const acked: { seq: number; clientId: string }[] = [];
      let writing = true;
      const writers = people.map(async (person, who) => {
        for (let index = 0; writing && index < 400; index += 1) {
          const clientId = `${who}-${index}`;
          const answer = await person
            .ask('message:room', { room: name, content: clientId, clientId })
            .catch(() => null);
          if (answer?.ok) acked.push({ seq: Number(answer['seq']), clientId });
          else if (answer?.['error'])
            await new Promise((resolve) => setTimeout(resolve, Number(answer['error'].retryAfterMs ?? 10)));
          else return;
        }
      });
      await until('they write', () => acked.length > 60);
      await target.server.kill('SIGKILL');
      writing = false;
      await Promise.all(writers);
      await target.server.start();
      const back = visitor(target.url, { token: people[0]?.token });
      expect((await back.hears('server:hello'))['user'].id).toBe(people[0]?.me['id']);
      const all: Answer[] = [];
      for (let after = 0; ; after = Number(all.at(-1)?.['seq'])) {
        const page = await back.ask('history:fetch', { room: name, after, limit: 100 });
        all.push(...(page['messages'] as Answer[]));
        if (!page['hasMore']) break;
      }
      expect(all.map((message) => message['seq'])).toEqual(all.map((_, index) => index + 1));
      expect(new Set(all.map((message) => message['clientId'])).size).toBe(all.length);
      for (const { seq, clientId } of acked) expect(all[seq - 1]).toMatchObject({ seq, clientId });
      // What was under way and unacked goes out again under its clientId: once.
      const repeated = await back.ask('message:room', { room: name, content: '0-0', clientId: '0-0' });
      expect(repeated).toMatchObject({ ok: true, duplicate: true });
    } finally {
      await target.stop();
    }
  }, 60_000);

  test('[OPS-11] SIGTERM: clients are told to come back, requests under way are answered, exit 0', async () => {
    const target = await startTarget();
    try {
      const alice = await guest(target.url);
      const name = freshName('room');
      await alice.ask('room:create', name);
      expect(existsSync(join(target.dataDir, 'server.pid'))).toBe(true);
      expect(Number(readFileSync(join(target.dataDir, 'server.pid'), 'utf8'))).toBe(target.server.pid());
      const sends = Promise.all(
        Array.from({ length: 30 }, (_, index) => alice.ask('message:room', { room: name, content: `last ${index}` })),
      );
      const ended = target.server.kill('SIGTERM');
      expect((await sends).every((answer) => answer.ok)).toBe(true);
      expect((await alice.hears('server:drain'))['reconnectInMs']).toBeGreaterThanOrEqual(0);
      expect(await ended).toBe(0);
      expect(existsSync(join(target.dataDir, 'server.pid'))).toBe(false);
      await target.server.start();
      await until('she is connected again by herself', () => alice.socket.connected, 10_000);
    } finally {
      await target.stop();
    }
  }, 60_000);

  test('[OPS-12] health, metrics and security headers', async () => {
    const target = await startTarget();
    try {
      expect(await (await fetch(`${target.url}/healthz`)).json()).toEqual({ ok: true });
      expect(await (await fetch(`${target.url}/readyz`)).json()).toMatchObject({ ok: true, degraded: false });
      const alice = await guest(target.url);
      await alice.ask('inbox:list');
      const metrics = await (await fetch(`${target.url}/metrics`)).text();
      expect(metrics).toMatch(/rookery_connections 1/);
      expect(metrics).toMatch(/rookery_requests_total{way="socket",event="inbox:list",outcome="ok"} 1/);
      for (const path of ['/', '/no/such/page']) {
        const { headers } = await fetch(`${target.url}${path}`);
        expect(headers.get('content-security-policy')).toMatch(/script-src 'self'/);
        expect(headers.get('content-security-policy')).not.toMatch(/unsafe-inline/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('referrer-policy')).toBe('no-referrer');
      }
      expect((await fetch(`${target.url}/no/such/page`)).status).toBe(404);
    } finally {
      await target.stop();
    }
  });
});
