import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, onTestFinished, test } from 'vitest';

test('[TASK-16] from the shell parked tasks are listed, tried again and given up', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-parked-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const open = () => openEmbeddedStore({ dataDir, clock: Date, log: { error: () => undefined } });
  const store = await open();
  const owner = await newUser(store);
  const room = await newRoom(store, owner);
  await append(store, room.id, owner);
  for (const seq of [1, 2, 3]) {
    const task = { kind: 'person', consumer: 'probe', user: owner.id, conversation: room.id, epoch: 'e', seq } as const;
    await store.tasks.addWork(task);
    const lease = await store.tasks.claim(task, 60_000);
    if (!lease) throw new Error('it cannot be claimed');
    await store.tasks.failed(lease, `the hook answers 40${seq}`, { state: 'park' });
  }
  await store.close();
  const shell = (...words: string[]) => {
    const main = join(repositoryRoot, 'apps/server/dist/admin.js');
    const env = { ...process.env, ROOKERY_DATA_DIR: dataDir };
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], { env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  const name = (seq: number): string => `probe/${owner.id}/${room.id}/e/${seq}`;
  const listed = (): string[] => shell('tasks').stdout.match(/^probe\S+/gm) ?? [];
  expect(shell('tasks').stdout).toMatch(
    new RegExp(`^${name(1)}  since 20\\S+Z, failed 1 time: the hook answers 401\n`),
  );
  expect(listed()).toHaveLength(3);
  expect(shell('revive-task', 'probe/none')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('has this name'),
  });
  expect(shell('drop-task', 'ALL').status).toBe(1);
  expect(shell('drop-task', name(2))).toMatchObject({ status: 0, stdout: 'It is given up.\n' });
  expect(shell('revive-task', name(3)).stdout).toBe('1 task is tried again.\n');
  expect(listed()).toEqual([name(1)]);
  expect(shell('revive-task', 'ALL').stdout).toBe('1 task is tried again.\n');
  expect(shell('tasks').stdout).toBe('No task waits for somebody to look.\n');
  // What was revived is there for a node to take, what was given up is not.
  const later = await open();
  const due = await later.tasks.sweep(['probe'], 10);
  expect(
    due.due.flatMap((task) => (task.kind === 'person' ? task.seq : [])).toSorted((one, other) => one - other),
  ).toEqual([1, 3]);
  await later.close();
}, 120_000);
