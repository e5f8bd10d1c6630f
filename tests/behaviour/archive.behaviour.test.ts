import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArchiveReader } from '@rookery/archive';
import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { tellFollowing } from '../releases/following.ts';
import { tellPictures } from '../releases/pictures.ts';
import { tellPower } from '../releases/power.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-archive-'));
let target: Target;

beforeAll(async () => {
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target.stop();
  rmSync(dir, { recursive: true, force: true });
});

type Command = 'backup' | 'restore' | 'export' | 'verify-archive';
const script = (command: Command): string => join(repositoryRoot, `apps/server/dist/${command}.js`);
/** As an operator does, without npm between. */
function run(command: Command, words: readonly string[], dataDir = target.dataDir, settings = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script(command), ...words], {
    env: { PATH: process.env['PATH'] ?? '', ROOKERY_DATA_DIR: dataDir, ...settings },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
/** Kills it after so many ms, or once something holds. */
const kill9 = (
  command: Command,
  words: readonly string[],
  dataDir: string,
  when: number | (() => boolean),
): Promise<void> =>
  new Promise((ended) => {
    const child = spawn(process.execPath, [script(command), ...words], {
      env: { PATH: process.env['PATH'] ?? '', ROOKERY_DATA_DIR: dataDir },
      stdio: 'ignore',
    });
    const kill = () => child.kill('SIGKILL');
    const timer = typeof when === 'number' ? setTimeout(kill, when) : setInterval(() => when() && kill(), 2);
    child.on('exit', () => {
      clearTimeout(timer);
      ended();
    });
  });
/** Of the last backup, all lines of one kind. */
async function linesOf(archive: string, kind: string): Promise<readonly Answer[]> {
  const reader = await ArchiveReader.open(archive);
  const found: Answer[] = [];
  for (const backup of reader.manifest.backups)
    for (const part of backup.parts)
      found.push(...((await reader.read(backup, part)) as readonly Answer[]).filter((line) => line['kind'] === kind));
  return found;
}

test('[ARC-5] an export of a person has what she may read and no secrets, of a room that room alone', async () => {
  const [alice, bob] = [await guest(target.url), await guest(target.url)];
  const [open, closed] = [freshName('open'), freshName('closed')];
  await alice.ask('room:create', open);
  await bob.ask('room:join', open);
  const { room } = await bob.ask('room:create', { name: closed, visibility: 'private' });
  await alice.ask('message:room', { room: open, content: 'for both of us' });
  await bob.ask('message:room', { room: room.id, content: 'for me alone' });
  const [hers, ofRoom] = [join(dir, 'hers'), join(dir, 'of-room')];
  const exported = run('export', [hers, '--person', alice.me['username'] as string]);
  expect(exported).toMatchObject({ status: 0, stderr: '' });
  const contents = (lines: readonly Answer[]) => lines.map(({ content }) => content as string);
  expect(contents(await linesOf(hers, 'message'))).toContain('for both of us');
  expect(contents(await linesOf(hers, 'message'))).not.toContain('for me alone');
  expect((await linesOf(hers, 'session')).map(({ user, secretHash }) => [user, secretHash])).toEqual([
    [alice.me['id'], ''],
  ]);
  expect((await linesOf(hers, 'line')).every(({ user }) => user === alice.me['id'])).toBe(true);
  expect(run('export', [ofRoom, '--room', closed]).status).toBe(0);
  expect(contents(await linesOf(ofRoom, 'message'))).toEqual(['for me alone']);
  expect(run('verify-archive', [ofRoom])).toMatchObject({ status: 0 });
  const everything = join(dir, 'everything');
  expect(run('export', [everything, '--all']).status).toBe(0);
  expect(await linesOf(everything, 'account')).toEqual([]);
  expect(run('export', [join(dir, 'nobody'), '--person', 'nobody.at.all']).stderr).toMatch(
    /nobody, or no room, of that name/,
  );
  mkdirSync(join(dir, 'void'));
  expect(run('restore', [hers], join(dir, 'void')).stderr).toMatch(/is an export: it has no passwords/);
});

test('[ARC-3] [ARC-4] [ARC-7] a server that is written to is backed up, again with what changed alone, and restored into an empty one, also after kills', async () => {
  const alice = await guest(target.url);
  const room = freshName('room');
  const made = await alice.ask('room:create', room);
  const powers = await tellPower(target.url, readFileSync(join(target.dataDir, 'setup.url'), 'utf8'));
  await tellPictures(target.url, powers);
  await tellFollowing(target.url, powers);
  const say = (content: string) => alice.ask('message:room', { room, content });
  for (let count = 1; count <= 40; count += 1) await say(`said ${count}`);
  let isWriting = true;
  const writer = (async () => {
    while (isWriting) await say('meanwhile');
  })();
  const archive = join(dir, 'archive');
  await kill9('backup', [archive], target.dataDir, () => existsSync(archive));
  const first = run('backup', [archive]);
  expect(first.stderr).toBe('');
  expect(first.stdout).toMatch(/The backup is in .*: \d+ messages? of \d+ conversations, \d+ people, \d+ files/);
  isWriting = false;
  await writer;
  expect(run('verify-archive', [archive])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/nothing is missing\.\n$/),
  });

  // An old message is edited, another one deleted, a third one reacted to; and one is new.
  const conversation = made['room'].id as string;
  await alice.ask('message:edit', { conversation, seq: 1, content: 'said otherwise' });
  await alice.ask('message:delete', { conversation, seq: 2 });
  await alice.ask('message:react', { conversation, seq: 3, emoji: '👍', on: true });
  await say('the last');
  const second = run('backup', [archive]);
  expect(second.stdout).toMatch(/holds 2 backups now: this one has \d+ messages/);
  const reader = await ArchiveReader.open(archive);
  expect(reader.last.messages).toBeLessThan((reader.manifest.backups[0]?.messages ?? 0) / 2);
  const changed = (
    (
      await Promise.all(reader.partsOf(reader.last, 'log').map((part) => reader.read(reader.last, part)))
    ).flat() as readonly Answer[]
  )
    .filter((line) => line['kind'] === 'message' && line['conversation'] === conversation)
    .map(({ seq }) => seq as number);
  expect(changed).toEqual(expect.arrayContaining([1, 2, 3]));
  expect(changed).not.toContain(4);
  const seen = await alice.ask('history:fetch', { room, limit: 100 });
  const inbox = (await alice.ask('inbox:list', {}))['entries'] as readonly Answer[];

  // Another place of files than the server's: what messages show is not there, and nobody is told that all is well.
  const [astray, elsewhere] = [join(dir, 'astray'), { ROOKERY_FILES: join(dir, 'elsewhere') }];
  expect(run('backup', [astray], target.dataDir, elsewhere).stdout).toMatch(/not there.*Is ROOKERY_FILES what/);
  expect(run('verify-archive', [astray])).toMatchObject({ status: 1 });

  // A store in use is refused, with and without a server on it.
  expect(run('restore', [archive])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^Another Rookery server is using the data directory/),
  });
  const restored = join(dir, 'restored');
  mkdirSync(restored);
  for (const afterMs of [300, 450, 600]) await kill9('restore', [archive], restored, afterMs);
  let back = run('restore', [archive], restored);
  // On a quick machine the last of them was done before it was killed.
  if (back.stderr.includes('is in use: it holds')) {
    rmSync(restored, { recursive: true });
    back = run('restore', [archive], restored);
  }
  expect(back.stderr).toBe('');
  expect(back.stdout).toMatch(
    /holds 2 backups, the last of .* of the built-in store.*\n(?:.*begun again.*\n)?Restored: /,
  );
  expect(run('restore', [archive], restored)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/is in use: it holds \d+ people/),
  });

  const other = await startTarget({ ROOKERY_DATA_DIR: restored, ROOKERY_RATE_LIMITS: 'off' });
  try {
    const again = visitor(other.url, { token: alice.token });
    await again.hears('server:hello');
    const page = await again.ask('history:fetch', { room, limit: 100 });
    expect(page['messages']).toEqual(seen['messages']);
    // It may lack what clients have seen: each log has another epoch.
    expect(page['head'].epoch).not.toBe(seen['head'].epoch);
    expect(page['head']).toMatchObject({ seq: seen['head'].seq, id: seen['head'].id });
    const lines = (await again.ask('inbox:list', {}))['entries'] as readonly Answer[];
    const short = (some: readonly Answer[]) => some.map(({ conversation: id, unread, read }) => ({ id, unread, read }));
    expect(short(lines)).toEqual(short(inbox));
    expect(await again.ask('message:room', { room, content: 'life goes on' })).toMatchObject({
      ok: true,
      seq: seen['head'].seq + 1,
    });
    // Files came with it.
    const names = (directory: string): readonly string[] =>
      readdirSync(join(directory, 'files'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort((one, two) => (one < two ? -1 : 1));
    expect(names(restored)).toEqual(names(target.dataDir));
  } finally {
    await other.stop();
  }
}, 180_000);

test('[ARC-7] whatever is changed or missing in an archive is found, and nothing of it is restored', async () => {
  const archive = join(dir, 'damaged');
  expect(run('backup', [archive]).status).toBe(0);
  const [part = ''] = readdirSync(join(archive, '0001')).filter((name) => name.startsWith('log-'));
  const path = join(archive, '0001', part);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const found = run('verify-archive', [archive]);
  expect(found.status).toBe(1);
  expect(found.stdout).toMatch(/log-00001\.jsonl\.zst is damaged/);
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  expect(run('restore', [archive], empty)).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/is damaged: it is not what was written there\.\n$/),
  });
  rmSync(path);
  expect(run('verify-archive', [archive]).stdout).toMatch(
    /log-00001\.jsonl\.zst is missing[^]*its messages .* are missing/,
  );
  expect(run('verify-archive', [join(dir, 'nowhere')]).stderr).toMatch(/is no archive: there is no archive\.json/);
  writeFileSync(join(dir, 'taken'), 'precious');
  expect(run('backup', [join(dir, 'taken')]).stderr).toMatch(/is there already, and is no archive/);
  expect(run('backup', []).stderr).toMatch(/^Name the archive that the backup goes to/);
});
