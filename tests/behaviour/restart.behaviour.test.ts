import { classic, everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const killAndRestart = async (): Promise<void> => {
  await target.server.kill('SIGKILL');
  await target.server.start();
};

test('[SES-5, LOG-10, READ-1] after kill -9 every word, room, invitation, mark and session is where it was', async () => {
  const [alice, bob] = [await guest(target.url, 'alice'), await guest(target.url, 'bob')];
  const name = freshName('room');
  const { room } = await alice.ask('room:create', { name, topic: 'harbour' });
  await bob.ask('room:join', name);
  for (let index = 1; index <= 6; index += 1)
    await alice.ask('message:room', { room: name, content: `m${index} @${String(bob.me['username'])}` });
  await alice.ask('message:edit', { conversation: room.id, seq: 2, content: 'edited' });
  await bob.ask('message:react', { conversation: room.id, seq: 3, emoji: '🚢', on: true });
  await bob.ask('read:mark', { conversation: room.id, seq: 4 });
  await alice.ask('message:private', { to: bob.me['id'], content: 'psst' });
  const secret = await alice.ask('room:create', { name: 'secret', visibility: 'private' });
  await alice.ask('room:invite', { room: secret['room'].id, user: bob.me['id'] });

  const all = async (who: typeof bob): Promise<string> => {
    const inbox = await who.ask('inbox:list');
    // How many are online is the moment's.
    for (const entry of inbox['entries']) delete entry.room?.online;
    return JSON.stringify([inbox, await who.ask('history:fetch', { conversation: room.id })]);
  };
  const before = [await all(alice), await all(bob)];
  await killAndRestart();
  for (const [index, person] of [alice, bob].entries()) {
    const again = visitor(target.url, { token: person.token });
    expect((await again.hears('server:hello'))['user']).toEqual(person.me);
    expect(await all(again as typeof bob)).toBe(before[index]);
  }
});

test('[FIND-5] what was acknowledged before kill -9 is found after it', async () => {
  const alice = await guest(target.url);
  const name = freshName('room');
  const { room } = await alice.ask('room:create', name);
  const say = (content: string) => alice.ask('message:room', { room: name, content });
  const found = async (who: Pick<typeof alice, 'ask'>, query: string): Promise<string[]> => {
    for (;;) {
      const answer = await who.ask('search:messages', { query, conversation: room.id });
      if (!answer['incomplete'])
        return answer['hits'].map(({ message }: { message: { content: string } }) => message.content);
    }
  };
  await say('harbour one');
  expect(await found(alice, 'harbour')).toEqual(['harbour one']);
  await say('harbour two');
  await alice.ask('message:edit', { conversation: room.id, seq: 1, content: 'quay' });
  await killAndRestart();
  const again = visitor(target.url, { token: alice.token });
  expect([await found(again, 'harbour'), await found(again, 'quay')]).toEqual([['harbour two'], ['quay']]);
});

test('[LOG-2] a clientId is known after kill -9', async () => {
  const alice = await guest(target.url);
  const name = freshName('room');
  await alice.ask('room:create', name);
  const first = await alice.ask('message:room', { room: name, content: 'once', clientId: 'c-1' });
  await killAndRestart();
  const again = visitor(target.url, { token: alice.token });
  expect(await again.ask('message:room', { room: name, content: 'once', clientId: 'c-1' })).toEqual({
    ...first,
    duplicate: true,
  });
});

test('[CLS-2] a classic client continues as the same user in the same rooms after a restart', async () => {
  const [ann, watcher] = [await classic(target.url, freshName('ann')), await guest(target.url)];
  const room = freshName('room');
  ann.socket.emit('room:create', room);
  await until('the room is there', async () => (await watcher.ask('room:join', room)).ok);
  await killAndRestart();
  await until('she is back', () => ann.all('server:hello').at(-1)?.['user']?.username !== undefined, 15_000);
  const again = visitor(target.url, { token: watcher.token });
  expect(await again.ask('message:room', { room, content: 'welcome back' })).toMatchObject({ ok: true });
  await ann.hears('message:receive', (message) => message['content'] === 'welcome back');
});
