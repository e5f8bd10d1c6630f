import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { call } from './http-program.ts';

let target: { readonly url: string; stop(): Promise<void> };
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

type Someone = Awaited<ReturnType<typeof guest>>;

/** All pages of a search, asked again while something is still being indexed. */
async function search(by: Someone, query: string, more: object = {}): Promise<Answer[]> {
  const hits: Answer[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await by.askPatiently('search:messages', { query, ...more, ...(cursor ? { cursor } : {}) });
    expect(page, query).toMatchObject({ ok: true });
    if (page['incomplete']) continue;
    hits.push(...page['hits']);
    if (page['next'] === null) return hits;
    cursor = page['next'];
  }
}
const found = async (by: Someone, query: string, more: object = {}): Promise<string[]> =>
  (await search(by, query, more)).map(({ message }) => message.content as string);

/** A private room of two. */
async function roomOfTwo(): Promise<{ ann: Someone; ben: Someone; room: string }> {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'finding', visibility: 'private' });
  await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
  await ben.ask('room:join', { room: room.id });
  return { ann, ben, room: room.id as string };
}

test('[FIND-1, FIND-3, FIND-6] what was acknowledged is found, as it reads now, everywhere that one belongs to', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const say = async (content: string) => (await ann.ask('message:room', { room, content }))['seq'] as number;
  const first = await say('明天的会议改到下午三点');
  await say('Café at noon? 👍');
  const { conversation } = await ann.ask('message:private', { to: ben.me['id'], content: '会议室在三楼' });

  const [private1, inRoom] = await search(ben, '会议');
  expect(private1).toMatchObject({ message: { conversation, to: ben.me['username'], seq: 1 }, ranges: [[0, 2]] });
  expect(inRoom).toMatchObject({
    message: { conversation: room, seq: first, room: 'finding', from: ann.me['username'] },
    ranges: [[3, 5]],
  });
  expect(await found(ben, '议 会')).toHaveLength(2);
  expect(await found(ben, '会议', { conversation: room })).toHaveLength(1);
  expect(await found(ben, 'caf')).toEqual(['Café at noon? 👍']);
  expect(await found(ben, 'ＣＡＦＥ 👍 -tea')).toEqual(['Café at noon? 👍']);
  expect(await found(ben, '"at noon" -会')).toEqual(['Café at noon? 👍']);
  expect(await found(ben, 'oon')).toEqual([]);
  expect(await found(ben, '', { user: ann.me['username'], conversation: room })).toHaveLength(2);

  await ann.ask('message:edit', { conversation: room, seq: first, content: '明天的聚餐改到晚上' });
  expect(await found(ben, '会议')).toEqual(['会议室在三楼']);
  expect(await found(ben, '聚餐')).toEqual(['明天的聚餐改到晚上']);
  await ann.ask('message:delete', { conversation: room, seq: first });
  expect(await found(ben, '聚餐')).toEqual([]);

  // Page by page.
  for (let index = 0; index < 5; index += 1) await say(`第${index}条`);
  expect(await found(ben, '条', { limit: 2 })).toEqual(['第4条', '第3条', '第2条', '第1条', '第0条']);
  const page = await ben.ask('search:messages', { query: '条', limit: 2 });
  expect(page['searchedBackTo']).toBeLessThanOrEqual(page['hits'][1].message.at);
  const overHttp = await call(target.url, 'search:messages', { query: '条', limit: 2 }, ben.token);
  expect(overHttp.answer).toEqual(page);
});

test('[FIND-4] who was removed finds nothing in the same second, and a stranger never', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const stranger = await guest(target.url, 'stranger');
  const word = freshName('secret').replaceAll('.', '');
  await ann.ask('message:room', { room, content: `the ${word}` });
  expect(await found(ben, word)).toEqual([`the ${word}`]);
  expect(await found(stranger, word)).toEqual([]);
  await ann.ask('room:remove', { room, user: ben.me['id'] });
  expect(await found(ben, word)).toEqual([]);
  expect(await ben.ask('search:messages', { query: word, conversation: room })).toMatchObject({
    error: { code: 'not_found' },
  });
});

test('[FIND-2, FILE-2] names of files are words, and files are a filter', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const response = await fetch(`${target.url}/api/v1/files?name=${encodeURIComponent('季度报告.txt')}`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${ann.token}` }, body: 'figures' },
  });
  const { file } = (await response.json()) as Answer;
  await ann.ask('message:room', { room, content: 'see this', files: [file.id] });
  await ann.ask('message:room', { room, content: 'see that' });
  expect(await search(ben, '报告')).toMatchObject([{ message: { files: [{ name: '季度报告.txt' }] }, ranges: [] }]);
  expect(await found(ben, 'see', { has: ['file'] })).toEqual(['see this']);
  expect(await found(ben, 'see', { has: ['image'] })).toEqual([]);
});

test('[FIND-2, FIND-7] whatever is asked is answered, and harms nobody', async () => {
  const { ann, ben, room } = await roomOfTwo();
  await ann.ask('message:room', { room, content: 'a OR b AND NOT c NEAR(d) * ^ : "e" مرحبا 👩‍👩‍👧' });
  const asked = [
    ...['x'.repeat(10_000), '字'.repeat(10_000), 'a '.repeat(250), '字 '.repeat(250), '"'.repeat(500), '-'.repeat(500)],
    ...['a', '字', '"', '-', '*', '^', ':', '(', ')', '{', '}', '+', ',', '.', "'", '\\', '%', '_', '|', '~', '\u0000'],
    ...['OR', 'AND', 'NOT', 'NEAR', 'a OR', 'NEAR(a b, 5)', 'words : a', '{words} : a', 'a*', '^a', 'a + b', '-a -b'],
    ...['"unbalanced', 'un"balanced', '"" ""', "' OR 1=1 --", '"a" OR "b', 'grams MATCH a', '\ud800', '👍', '👩‍👩‍👧', '🇩🇪'],
    ...['مرحبا', '\u202eabc', `a${'\u0301'.repeat(90)}`, '\u200d', 'ﷺ'.repeat(400)],
  ];
  for (const query of asked) {
    const answer = await ben.askPatiently('search:messages', { query });
    const code = answer.ok ? 'ok' : answer['error'].code;
    expect(['ok', 'bad_request', 'too_large'], query.slice(0, 40)).toContain(code);
  }
  expect(await search(ben, 'or not near')).toHaveLength(1);
  expect(await search(ben, 'مرحبا')).toHaveLength(1);
  expect(await search(ben, '👩')).toHaveLength(1);
  for (const wrong of [
    {},
    { query: 1 },
    { query: 'a', has: ['words'] },
    { query: 'a', mentions: 'all' },
    { query: '' },
  ])
    expect(await ben.askPatiently('search:messages', wrong)).toMatchObject({ error: { code: 'bad_request' } });
});
