import { createClient, memorySession } from '@rookery/client';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bearer, newAccount } from './account-program.ts';
import { call } from './http-program.ts';
import { unzip } from './unzip.ts';

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
