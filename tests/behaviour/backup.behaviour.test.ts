import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import { afterEach, expect, onTestFinished, test } from 'vitest';

afterEach(everyoneLeaves);

test('[OPS-13] a backup is taken while people write, and a restore changes every epoch', async () => {
  const target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
  try {
    const alice = await guest(target.url);
    const name = freshName('room');
    const { room } = await alice.ask('room:create', name);
    let count = 0;
    let writing = true;
    const writer = (async () => {
      while (writing) if ((await alice.ask('message:room', { room: name, content: `${count}` })).ok) count += 1;
    })();
    const directory = mkdtempSync(join(tmpdir(), 'rookery-backup-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'copy.sqlite');
    execFileSync('node', ['apps/server/dist/backup.js', file], {
      env: { PATH: process.env['PATH'] ?? '', ROOKERY_DATA_DIR: target.dataDir },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    writing = false;
    await writer;
    const before = (await alice.ask('history:fetch', { room: name, limit: 1 }))['head'];
    // As after a crash: the last server's WAL lies beside the restored file.
    await target.server.kill('SIGKILL');
    copyFileSync(file, join(target.dataDir, 'rookery.sqlite'));
    await target.server.start();
    const again = visitor(target.url, { token: alice.token });
    await again.hears('server:hello');
    const page = await again.ask('history:fetch', { room: name, limit: 100 });
    expect(page['head'].seq).toBeGreaterThanOrEqual(0);
    expect(page['head'].seq).toBeLessThanOrEqual(count);
    expect(page['head'].epoch).not.toBe(before.epoch);
    const answer = await again.ask('sync', { inbox: 1, conversations: [{ conversation: room.id, ...before }] });
    expect(answer['conversations'][0]).toMatchObject({ reset: true, head: { epoch: page['head'].epoch } });
    expect(answer['inbox']).toEqual({ reset: true });
    const [entry] = (await again.ask('inbox:list', {}))['entries'];
    expect(entry.unread).toBe(entry.head.seq - entry.read);
    expect(await again.ask('message:room', { room: name, content: 'life goes on' })).toMatchObject({
      ok: true,
      seq: page['head'].seq + 1,
    });
  } finally {
    await target.stop();
  }
}, 60_000);
