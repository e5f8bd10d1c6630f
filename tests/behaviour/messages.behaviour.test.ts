import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer, Person } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const twoInARoom = async () => {
  const [alice, bob] = [await guest(target.url, 'alice'), await guest(target.url, 'bob')];
  const name = freshName('room');
  const { room } = await alice.ask('room:create', name);
  await bob.ask('room:join', name);
  return { alice, bob, name, id: String(room.id) };
};

const seqs = (person: Person, conversation: string): number[] =>
  person
    .all('message:receive')
    .filter((message) => message['conversation'] === conversation)
    .map((message) => Number(message['seq']));

describe('messages', () => {
  test('[LOG-1] they are numbered without gaps, and everyone hears them in that order, also the sender’s other device', async () => {
    const { alice, bob, name, id } = await twoInARoom();
    const phone = visitor(target.url, { token: alice.token });
    await phone.hears('server:hello');
    expect((await phone.ask('sync', { inbox: 0, conversations: [] })).ok).toBe(true);
    const acks = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        (index % 2 ? bob : alice).ask('message:room', { room: name, content: `message ${index}` }),
      ),
    );
    expect(acks.map((ack) => Number(ack['seq'])).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
    const expected = Array.from({ length: 40 }, (_, index) => index + 1);
    for (const person of [alice, bob, phone]) {
      await until('all are heard', () => seqs(person, id).length >= 40);
      expect(seqs(person, id)).toEqual(expected);
    }
    // What one client sends one after the other keeps its order, without waiting for acks.
    const own = alice
      .all('message:receive')
      .filter((message) => message['from'] === alice.me['username'])
      .map((message) => Number(String(message['content']).split(' ')[1]));
    expect(own).toEqual(own.toSorted((a, b) => a - b));
  });

  test('[LOG-2] a clientId is accepted once, whoever repeats it on whatever connection', async () => {
    const { alice, bob, name } = await twoInARoom();
    const first = await alice.ask('message:room', { room: name, content: 'once', clientId: 'c-1' });
    expect(first).toMatchObject({ ok: true, duplicate: false });
    const phone = visitor(target.url, { token: alice.token });
    const again = await phone.ask('message:room', { room: name, content: 'other words', clientId: 'c-1' });
    expect(again).toMatchObject({ ok: true, duplicate: true, seq: first['seq'], id: first['id'], at: first['at'] });
    expect(await bob.ask('message:room', { room: name, content: 'his own', clientId: 'c-1' })).toMatchObject({
      duplicate: false,
    });
    const burst = await Promise.all(
      Array.from({ length: 10 }, () => alice.ask('message:room', { room: name, content: 'burst', clientId: 'c-2' })),
    );
    expect(new Set(burst.map((ack) => ack['seq'])).size).toBe(1);
    expect(burst.filter((ack) => ack['duplicate'] === false)).toHaveLength(1);
    const history = await bob.ask('history:fetch', { room: name });
    expect(history['messages'].map((message: Answer) => message['content'])).toEqual(['once', 'his own', 'burst']);
  });

  test('[LOG-3] the server says who wrote it', async () => {
    const { alice, bob, name } = await twoInARoom();
    await alice.ask('message:room', {
      room: name,
      content: 'really',
      from: bob.me['username'],
      user: bob.me,
      seq: 77,
      id: 'm_forged',
    });
    const heard = await bob.hears('message:receive');
    expect(heard).toMatchObject({ from: alice.me['username'], user: { id: alice.me['id'] }, seq: 1, room: name });
    expect(heard['id']).not.toBe('m_forged');
  });

  test('[LOG-4] the author edits and deletes, everyone reacts, the owner deletes; history reads as it is now', async () => {
    const { alice, bob, name, id } = await twoInARoom();
    await alice.ask('message:room', { room: name, content: 'one' });
    await bob.ask('message:room', { room: name, content: 'two', replyTo: 1 });
    expect(await bob.ask('message:edit', { conversation: id, seq: 1, content: 'mine now' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await alice.ask('message:edit', { conversation: id, seq: 1, content: 'one, corrected' })).toMatchObject({
      ok: true,
      rev: 1,
    });
    await bob.hears(
      'message:update',
      (change) =>
        change['kind'] === 'edit' &&
        change['content'] === 'one, corrected' &&
        change['prev'] === 0 &&
        change['rev'] === 1,
    );
    expect(await bob.ask('message:react', { conversation: id, seq: 1, emoji: '👍', on: true })).toMatchObject({
      ok: true,
      rev: 2,
    });
    expect(await alice.ask('message:react', { conversation: id, seq: 1, emoji: '👍', on: true })).toMatchObject({
      ok: true,
      rev: 3,
    });
    await bob.hears('message:update', (change) => change['reactions']?.[0]?.count === 2);
    expect(await bob.ask('message:react', { conversation: id, seq: 1, emoji: '👍', on: false })).toMatchObject({
      ok: true,
      rev: 4,
    });
    expect(await bob.ask('message:delete', { conversation: id, seq: 1 })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await alice.ask('message:delete', { conversation: id, seq: 2 })).toMatchObject({ ok: true, rev: 5 });
    expect(await bob.ask('message:edit', { conversation: id, seq: 2, content: 'x' })).toMatchObject({ ok: false });
    expect(await bob.ask('message:edit', { conversation: id, seq: 9, content: 'x' })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await bob.ask('message:room', { room: name, content: 'x', replyTo: 99 })).toMatchObject({
      error: { code: 'bad_request', field: 'replyTo' },
    });
    const { messages, head } = await alice.ask('history:fetch', { room: name });
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({
      content: 'one, corrected',
      reactions: [{ emoji: '👍', count: 1, users: [alice.me['id']] }],
      mine: ['👍'],
      rev: 4,
    });
    expect(messages[0].edited).toBeGreaterThan(0);
    expect(messages[1]).toMatchObject({ seq: 2, deleted: true, replyTo: 1 });
    expect(messages[1]).not.toHaveProperty('content');
    expect(head).toMatchObject({ seq: 2, rev: 5 });
  });

  test('[LOG-5] content is 1 to 8,000 bytes, trimmed and normalised', async () => {
    const { alice, name } = await twoInARoom();
    const send = (content: unknown): Promise<Answer> => alice.ask('message:room', { room: name, content });
    expect(await send('字'.repeat(2_666))).toMatchObject({ ok: true });
    expect(await send('字'.repeat(2_667))).toMatchObject({ error: { code: 'too_large', field: 'content' } });
    expect(await send('x'.repeat(500_000))).toMatchObject({ error: { code: 'too_large' } });
    for (const bad of ['', '   ', '\ud800', 'a\u0007b', 5, null, {}])
      expect(await send(bad)).toMatchObject({ error: { code: 'bad_request' } });
    // What shows nothing is empty, sent or put in by an edit.
    const { seq } = await send('to be edited');
    for (const empty of ['\u200b\u2060', '\u3164', '\u2800', '\ufe0f', '\u0301\u0316', '>', '```\n```', '> \u200b']) {
      expect(await send(empty), empty).toMatchObject({ error: { code: 'bad_request', field: 'content' } });
      expect(await alice.ask('message:edit', { room: name, seq, content: empty }), empty).toMatchObject({
        error: { code: 'bad_request', field: 'content' },
      });
    }
    await send('  cafe\u0301\n\ttab ');
    expect(
      (await alice.hears('message:receive', (message) => String(message['content']).startsWith('caf')))['content'],
    ).toBe('café\n\ttab');
  });

  test('[LOG-6] a direct conversation begins with its first message, is one for both, and may be with oneself', async () => {
    const [alice, bob] = [await guest(target.url), await guest(target.url)];
    const sent = await alice.ask('message:private', { to: bob.me['username'], content: 'psst' });
    expect(sent).toMatchObject({ ok: true, seq: 1 });
    const heard = await bob.hears('message:receive');
    expect(heard).toMatchObject({ content: 'psst', to: bob.me['username'], conversation: sent['conversation'] });
    expect(await bob.ask('message:private', { to: alice.me['id'], content: 'hm?' })).toMatchObject({
      ok: true,
      seq: 2,
      conversation: sent['conversation'],
    });
    expect(await bob.ask('history:fetch', { to: alice.me['username'] })).toMatchObject({ ok: true, head: { seq: 2 } });
    expect(await alice.ask('message:private', { to: alice.me['id'], content: 'note' })).toMatchObject({
      ok: true,
      seq: 1,
    });
    expect(await alice.ask('message:private', { to: 'nobody.at.all', content: 'x' })).toMatchObject({
      error: { code: 'not_found', field: 'to' },
    });
  });

  test('[LOG-7] history goes back, forth and around, in pages', async () => {
    const { alice, name } = await twoInARoom();
    await Promise.all(
      Array.from({ length: 60 }, () => alice.askPatiently('message:room', { room: name, content: 'm' })),
    );
    const page = async (range: object): Promise<[number[], boolean]> => {
      const answer = await alice.ask('history:fetch', { room: name, ...range });
      return [answer['messages'].map((message: Answer) => message['seq']), Boolean(answer['hasMore'])];
    };
    expect(await page({ limit: 3 })).toEqual([[58, 59, 60], true]);
    expect(await page({ before: 4, limit: 10 })).toEqual([[1, 2, 3], false]);
    expect(await page({ after: 57, limit: 10 })).toEqual([[58, 59, 60], false]);
    expect(await page({ after: 0, limit: 2 })).toEqual([[1, 2], true]);
    expect((await page({ around: 30, limit: 5 }))[0]).toContain(30);
    expect((await page({ limit: 100_000 }))[0]).toHaveLength(60);
    expect(await alice.ask('history:fetch', { room: name, before: 5, after: 2 })).toMatchObject({
      error: { code: 'bad_request' },
    });
  });
});

describe('resuming', () => {
  test('[RES-1] sync brings all that was missed, in pages, and says so when it cannot', async () => {
    const { alice, bob, name, id } = await twoInARoom();
    await alice.ask('message:room', { room: name, content: 'before' });
    const { head } = await bob.ask('history:fetch', { room: name });
    bob.leave();
    await Promise.all(
      Array.from({ length: 130 }, (_, index) =>
        alice.askPatiently('message:room', { room: name, content: `away ${index}` }),
      ),
    );
    const sentCount = (await alice.ask('history:fetch', { room: name, limit: 1 }))['head'].seq;
    await alice.askPatiently('message:edit', { conversation: id, seq: 1, content: 'edited meanwhile' });
    const again = visitor(target.url, { token: bob.token });
    await again.hears('server:hello');
    let held = { conversation: id, ...head };
    const got: number[] = [];
    const changes: unknown[] = [];
    for (;;) {
      const answer = await again.ask('sync', { conversations: [held] });
      const [synced] = answer['conversations'];
      expect(synced.reset).toBeUndefined();
      got.push(...synced.messages.map((message: Answer) => message['seq']));
      changes.push(...synced.changes);
      const last = synced.messages.at(-1);
      held = {
        ...held,
        ...(last ? { seq: last.seq, id: last.id } : {}),
        ...(synced.changes.length > 0 ? { rev: synced.changes.at(-1).rev, change: synced.changes.at(-1).id } : {}),
      };
      if (!synced.more) break;
      expect(synced.messages.length).toBeLessThanOrEqual(100);
    }
    expect(got).toEqual(Array.from({ length: sentCount - 1 }, (_, index) => index + 2));
    expect(changes).toMatchObject([{ kind: 'edit', seq: 1, content: 'edited meanwhile', prev: 0, rev: 1 }]);

    const asked = async (position: object): Promise<Answer> =>
      (await again.ask('sync', { conversations: [{ ...held, ...position }] }))['conversations'][0];
    expect(await asked({})).toMatchObject({ messages: [], changes: [], more: false });
    expect(await again.ask('sync', { conversations: [{ conversation: id, ...head }, held] })).toMatchObject({
      error: { code: 'bad_request', field: 'conversations' },
    });
    for (const wrong of [
      { epoch: 'another' },
      { id: 'm_another' },
      { seq: 9_999, id: null },
      { change: 'another' },
      { rev: 99 },
    ])
      expect(await asked(wrong), JSON.stringify(wrong)).toMatchObject({ reset: true });
  });

  test('[RES-2] the inbox is numbered per user, and continues or resets', async () => {
    const { alice, bob } = await twoInARoom();
    const { rev } = await bob.ask('inbox:list', {});
    await bob.ask('room:create', freshName('another'));
    const { inbox } = await bob.ask('sync', { inbox: rev, conversations: [] });
    expect(inbox.rev).toBe(rev + 1);
    expect(inbox.changes).toMatchObject([{ prev: rev, rev: rev + 1, added: { kind: 'room', role: 'owner' } }]);
    expect((await bob.ask('sync', { inbox: 9_999, conversations: [] }))['inbox']).toEqual({ reset: true });
    expect((await alice.ask('sync', { conversations: [] }))['inbox']).toBeUndefined();
  });

  test('[RES-3] after a reconnect everything is heard again without asking, also what one joined elsewhere', async () => {
    const { alice, bob, name } = await twoInARoom();
    bob.leave();
    const again = visitor(target.url, { token: bob.token });
    await again.hears('server:hello');
    await again.ask('sync', { conversations: [] });
    await alice.ask('message:room', { room: name, content: 'are you back?' });
    await again.hears('message:receive', (message) => message['content'] === 'are you back?');
    const phone = visitor(target.url, { token: bob.token });
    await phone.hears('server:hello');
    const other = freshName('elsewhere');
    await alice.ask('room:create', other);
    await phone.ask('room:join', other);
    await again.hears('inbox:update', (update) => update['added']?.room?.name === other);
    await alice.ask('message:room', { room: other, content: 'both hear it' });
    for (const device of [again, phone])
      await device.hears('message:receive', (message) => message['content'] === 'both hear it');
  });
});
