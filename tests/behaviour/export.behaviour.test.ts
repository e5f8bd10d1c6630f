import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ArchiveReader, verifyArchive } from '@rookery/archive';
import { createClient, memorySession } from '@rookery/client';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bearer, newAccount } from './account-program.ts';
import { call } from './http-program.ts';
import { unzip, unzipBytes } from './unzip.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const take = (token: string) => fetch(`${target.url}/api/v1/account/export`, { headers: bearer(token) });
const linesOf = (files: ReadonlyMap<string, string>, name: string) =>
  (files.get(name) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('[FAC-8] an export holds who she is, her devices, her conversations and her own messages, and nobody else’s', async () => {
  const { username, me, token } = await newAccount(target.url);
  const friend = await guest(target.url);
  const room = freshName('room');
  await call(target.url, 'room:create', room, token);
  await friend.ask('room:join', room);
  await friend.ask('message:room', { room, content: 'of a friend' });
  for (let count = 0; count < 130; count += 1)
    await call(target.url, 'message:room', { room, content: `mine ${count}` }, token);
  await call(target.url, 'message:private', { to: friend.me['username'], content: 'between us' }, token);
  const response = await take(token);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="rookery-[\d-]+\.zip"$/);
  const files = unzip(Buffer.from(await response.arrayBuffer()));
  expect([...files.keys()]).toEqual([
    'profile.json',
    'sessions.jsonl',
    'conversations.jsonl',
    'kept.jsonl',
    'messages.jsonl',
  ]);
  expect(JSON.parse(files.get('profile.json') ?? '')).toMatchObject({
    user: { id: me['id'], username },
    secondFactor: { enabled: false },
    passkeys: [],
  });
  expect(linesOf(files, 'sessions.jsonl')).toMatchObject([{ agent: 'Program 1', current: true }]);
  expect(linesOf(files, 'conversations.jsonl').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['room', 'direct']),
  );
  const contents = linesOf(files, 'messages.jsonl').map(({ content }) => content);
  const said = [...Array.from({ length: 130 }, (_, count) => `mine ${count}`), 'between us'];
  expect([contents.length, new Set(contents)]).toEqual([said.length, new Set(said)]);
  const all = [...files.values()].join('\n');
  for (const secret of [token, 'argon2', 'of a friend']) expect(all).not.toContain(secret);
  // The next one may be taken at once, by the SDK too.
  const client = createClient({ url: target.url, session: memorySession({ token, user: me as never }) });
  try {
    const again = Buffer.from(await new Response(await client.account.export()).arrayBuffer());
    expect(unzip(again).get('messages.jsonl')).toBe(files.get('messages.jsonl'));
  } finally {
    client.close();
  }
});

test('[ARC-8] whoever may delete a room takes an archive of it, as far as she may read it: its messages, threads and files; nobody else does', async () => {
  const { token, me } = await newAccount(target.url);
  const [friend, stranger] = [await guest(target.url), await guest(target.url)];
  const act = async (event: string, payload: object) => (await call(target.url, event, payload, token)).answer;
  const { room } = await act('room:create', { name: freshName('kept'), visibility: 'private' });
  const conversation = room.id as string;
  await act('message:room', { room: conversation, content: 'before she came' });
  await act('room:invite', { room: conversation, user: friend.me['id'] });
  await friend.ask('room:join', { room: conversation });
  await friend.ask('message:room', { room: conversation, content: 'of a friend' });
  const uploaded = await fetch(`${target.url}/api/v1/files?name=a.txt`, {
    ...{ method: 'POST', headers: bearer(token), body: 'bytes of a file' },
  });
  const { file } = (await uploaded.json()) as { readonly file: { readonly id: string } };
  await act('message:room', { room: conversation, files: [file.id] });
  const { thread } = await friend.ask('thread:open', { conversation, seq: 2 });
  await friend.ask('message:room', { conversation: thread, content: 'in a thread' });
  const other = await act('room:create', { name: freshName('other') });
  await act('message:room', { room: other['room'].id, content: 'in another room' });
  const taken = (of: string | null, id = conversation) =>
    fetch(`${target.url}/api/v1/rooms/${id}/export`, of === null ? {} : { headers: bearer(of) });
  for (const [of, status] of [
    [null, 401],
    [friend.token, 403],
    [stranger.token, 404],
  ] as const)
    expect((await taken(of)).status, String(status)).toBe(status);
  expect((await taken(token, 'r_none')).status).toBe(404);

  /** What is in it, once it was found whole. */
  const read = async (of: string) => {
    const response = await taken(of);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/zip');
    const dir = mkdtempSync(join(tmpdir(), 'rookery-room-'));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    for (const [name, bytes] of unzipBytes(Buffer.from(await response.arrayBuffer()))) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), bytes);
    }
    expect((await verifyArchive(dir, () => undefined)).faults).toEqual([]);
    const reader = await ArchiveReader.open(dir);
    expect(reader.manifest.purpose).toBe('export');
    const of_ = (kind: 'log' | 'people' | 'files') =>
      Promise.all(reader.partsOf(reader.last, kind).map((part) => reader.read(reader.last, part)));
    const [log, people, files] = [(await of_('log')).flat(), (await of_('people')).flat(), (await of_('files')).flat()];
    const all = log as readonly { readonly kind: string; readonly content?: string }[];
    return { contents: all.flatMap(({ kind, content }) => (kind === 'message' ? [content] : [])), log, people, files };
  };
  const whole = await read(token);
  expect(new Set(whole.contents)).toEqual(new Set(['before she came', 'of a friend', '', 'in a thread']));
  expect(whole.files).toMatchObject([{ kind: 'file', scope: conversation }]);
  expect(whole.people).toMatchObject(
    [String(me['id']), String(friend.me['id'])].toSorted().map((id) => ({ kind: 'person', id })),
  );
  const words = JSON.stringify(whole);
  for (const secret of [token, friend.token, 'argon2', 'in another room']) expect(words).not.toContain(secret);

  // Where history is since joining, she has what she may read, and no more.
  const account = await newAccount(target.url);
  await act('room:edit', { room: conversation, history: 'since-join' });
  await act('room:invite', { room: conversation, user: account.me['id'] });
  const heir = (event: string, payload: object) => call(target.url, event, payload, account.token);
  await heir('room:join', { room: conversation });
  await act('room:role', { room: conversation, user: account.me['id'], role: 'owner' });
  await heir('message:room', { room: conversation, content: 'since then' });
  const hers = await read(account.token);
  expect(hers.contents).toEqual(['since then']);
  expect(hers.files).toEqual([]);
});
