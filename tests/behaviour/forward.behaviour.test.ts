import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: { readonly url: string; stop(): Promise<void> };
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const refused = (code: string, field?: string) => ({ ok: false, error: { code, ...(field ? { field } : {}) } });
const idOf = (person: { readonly me: Answer }): string => String(person.me['id']);
const say = (person: Person, conversation: string, content: string, more = {}) =>
  person.ask('message:room', { conversation, content, ...more });
const last = async (person: Person, conversation: string): Promise<Answer> =>
  (await person.ask('history:fetch', { conversation, limit: 1 }))['messages'][0] as Answer;

async function room(
  owner: Person,
  visibility: 'public' | 'private',
  ...others: (Person & { me: Answer })[]
): Promise<string> {
  const { room: made } = await owner.ask('room:create', { name: freshName('room'), visibility });
  for (const other of others) {
    if (visibility === 'private') await owner.ask('room:invite', { room: made.id, user: idOf(other) });
    await other.ask('room:join', { room: made.id });
  }
  return String(made.id);
}

test('[FWD-1, FWD-2, FWD-3, FWD-4] what is forwarded is a copy that tells its author, and its place only where all may know it', async () => {
  const [ann, ben, cai] = [
    await guest(target.url, 'ann'),
    await guest(target.url, 'ben'),
    await guest(target.url, 'cai'),
  ];
  const secret = await room(ann, 'private', ben);
  const open = await room(ann, 'public');
  const there = await room(ben, 'private', cai);

  // With its file, out of a private room: words and author, and not a word of where.
  const upload = await fetch(`${target.url}/api/v1/files?name=plan.txt`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${ann.token}` }, body: 'the plan' },
  });
  const { file } = (await upload.json()) as Answer;
  const words = `quince ${freshName('word')}`;
  await say(ann, secret, words, { files: [file.id] });
  const forward = { conversation: secret, seq: 1 };
  const sent = await say(ben, there, 'look', { forward, clientId: 'f1' });
  expect(sent).toMatchObject({ ok: true, seq: 1, duplicate: false });
  const heard = await cai.hears('message:receive', ({ id }) => id === sent['id']);
  const { at } = await last(ann, secret);
  expect(heard).toMatchObject({ content: 'look', files: [{ name: 'plan.txt' }] });
  expect(heard['forwarded']).toEqual({ user: idOf(ann), at, content: words });
  expect(JSON.stringify(heard)).not.toContain(secret);
  const copy = await fetch(`${target.url}/api/v1/files/${heard['files'][0].id}`, {
    headers: { authorization: `Bearer ${cai.token}` },
  });
  expect(await copy.text()).toBe('the plan');
  expect(
    (await fetch(`${target.url}/api/v1/files/${file.id}`, { headers: { authorization: `Bearer ${cai.token}` } }))
      .status,
  ).toBe(404);
  // Its words are found where it is now.
  await until('it is found', async () => {
    const { hits } = await cai.ask('search:messages', { query: words });
    return hits.length === 1 && hits[0].message.conversation === there;
  });

  // Who cannot read it cannot forward it; nor what is not there.
  expect(await say(cai, there, '', { forward })).toMatchObject(refused('not_found', 'forward'));
  expect(await say(ben, there, '', { forward: { conversation: secret, seq: 9 } })).toMatchObject(
    refused('not_found', 'forward'),
  );
  expect(await say(ben, there, '', { forward: { conversation: open, seq: 1 } })).toMatchObject(refused('forbidden'));
  expect(await say(ben, there, '', { forward, files: [file.id] })).toMatchObject(refused('bad_request', 'files'));
  expect(await say(ben, there, 'x'.repeat(7_990), { forward })).toMatchObject(refused('too_large', 'content'));

  // The first one changes and goes: the copy stays, a repeat is answered as before, and nothing new is made of it.
  await ann.ask('message:edit', { conversation: secret, seq: 1, content: 'something else' });
  expect((await last(cai, there))['forwarded']).toMatchObject({ content: words });
  await ann.ask('message:delete', { conversation: secret, seq: 1 });
  expect(await say(ben, there, 'look', { forward, clientId: 'f1' })).toMatchObject({
    ok: true,
    seq: 1,
    duplicate: true,
  });
  expect(await say(ben, there, '', { forward, clientId: 'f2' })).toMatchObject(refused('not_found', 'forward'));
  expect((await last(cai, there))['seq']).toBe(1);
  // What she says to it is hers to change, what it said is not.
  await ben.ask('message:edit', { conversation: there, seq: 1, content: 'see this' });
  expect(await last(cai, there)).toMatchObject({ content: 'see this', forwarded: { content: words } });

  // Of a public room, and within one conversation, it is told where. On and on, the first origin stays, under the same rule.
  await say(ann, open, 'in the open');
  await say(ann, secret, '', { forward: { conversation: open, seq: 1 } });
  expect((await last(ben, secret))['forwarded']).toEqual({
    ...{ user: idOf(ann), content: 'in the open', conversation: open, seq: 1 },
    at: expect.any(Number),
  });
  await ben.ask('message:private', { to: idOf(cai), content: '', forward: { conversation: secret, seq: 2 } });
  const told = await cai.hears('message:receive', ({ to }) => to !== undefined);
  expect(told['forwarded']).toMatchObject({ user: idOf(ann), content: 'in the open', conversation: open, seq: 1 });
  await say(ann, secret, 'between us');
  const { thread } = await ann.ask('thread:open', { conversation: secret, seq: 3 });
  expect(await say(ann, String(thread), 'here too', { forward: { conversation: secret, seq: 3 } })).toMatchObject({
    ok: true,
  });
  expect((await last(ben, String(thread)))['forwarded']).toMatchObject({ conversation: secret, seq: 3 });
  await say(ben, String(thread), '', { forward: { conversation: secret, seq: 3 } });
  await say(ben, there, '', { forward: { conversation: thread, seq: 2 } });
  expect((await last(cai, there))['forwarded']).toEqual({
    user: idOf(ann),
    at: expect.any(Number),
    content: 'between us',
  });
});
