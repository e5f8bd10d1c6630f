import { everyoneLeaves, freshName, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

describe('joining', () => {
  test('[SES-1] the first event is server:hello, and a guest gets a session under a free name', async () => {
    const person = visitor(target.url);
    const hello = await person.hears('server:hello');
    expect(person.heard[0]?.event).toBe('server:hello');
    expect(hello).toMatchObject({ protocol: 1, user: null, limits: { contentBytes: 8000, frameBytes: 1_048_576 } });
    const name = freshName('alice');
    const answer = await person.ask('user:join', name);
    expect(answer).toMatchObject({ ok: true, user: { username: name, displayName: name, guest: true } });
    expect(answer['user'].id).toMatch(/^u_/);
    expect(typeof answer['session'].token).toBe('string');
    expect(answer['session'].expiresAt).toBeGreaterThan(Date.now() + 29 * 24 * 3_600_000);
  });

  test('[SES-2] a name belongs to whoever holds its session, without regard to case', async () => {
    const alice = await guest(target.url, 'Alice');
    const name = String(alice.me['username']);
    const other = visitor(target.url);
    for (const claim of [name, name.toUpperCase(), name.toLowerCase()])
      expect(await other.ask('user:join', { username: claim })).toMatchObject({
        ok: false,
        error: { code: 'conflict' },
      });
    expect(await alice.ask('user:join', { username: name })).toMatchObject({
      ok: true,
      user: { id: alice.me['id'] },
      session: { token: alice.token },
    });
    expect(await alice.ask('user:join', freshName('somebody'))).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    });
  });

  test('[SES-2] of several claims at about once one wins', async () => {
    for (let round = 0; round < 10; round += 1) {
      const name = freshName('race');
      const claimants = [1, 2, 3, 4].map(() => visitor(target.url));
      await Promise.all(claimants.map((claimant) => claimant.hears('server:hello')));
      const answers = await Promise.all(
        claimants.map(async (claimant, index) => {
          // Not all at the very same moment: one may come while another is half in.
          for (let turn = 0; turn < index * round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          return claimant.ask('user:join', { username: name });
        }),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.filter((answer) => answer['error']?.code === 'conflict')).toHaveLength(3);
    }
  });

  test('[SES-2, WIRE-16] names that look alike are one name', async () => {
    const stem = freshName('x').slice(1);
    const holder = visitor(target.url);
    expect(await holder.ask('user:join', { username: `straße${stem}`, displayName: 'Σίσυφος' })).toMatchObject({
      ok: true,
      user: { username: `straße${stem}`, displayName: 'Σίσυφος' },
    });
    const other = visitor(target.url);
    for (const claim of [`STRASSE${stem}`, `ｓｔｒａßｅ${stem}`, `STRA\u1e9eE${stem}`])
      expect(await other.ask('user:join', { username: claim }), claim).toMatchObject({ error: { code: 'conflict' } });
    for (const claim of [`stra\u200bße${stem}`, '👋', 'a\u202eb'])
      expect(await other.ask('user:join', { username: claim }), claim).toMatchObject({
        error: { code: 'bad_request' },
      });
  });

  test('[SES-2] two joins at once on one connection make one user', async () => {
    const person = visitor(target.url);
    const name = freshName('twice');
    const [one, two] = await Promise.all([person.ask('user:join', name), person.ask('user:join', name)]);
    expect(two).toEqual(one);
    expect(one).toMatchObject({ ok: true });
  });

  test('[SES-3] names in any letters; not those that look like ids', async () => {
    const person = visitor(target.url);
    // The last three: a Cyrillic а among Latin letters, a full stop at the end, a mark of direction.
    for (const name of [
      'u_alice',
      'r_x',
      'd_x',
      'm_x',
      'two words',
      '',
      'a/b',
      'a\u0000',
      'аlice',
      'alice.',
      'a\u202eb',
    ])
      expect(await person.ask('user:join', { username: name })).toMatchObject({
        ok: false,
        error: { code: 'bad_request' },
      });
    expect(await person.ask('user:join', { username: 'x'.repeat(33) })).toMatchObject({ error: { code: 'too_large' } });
    const chinese = `张伟${Date.now() % 100_000}`;
    expect(await person.ask('user:join', { username: chinese, displayName: '张 伟 👋' })).toMatchObject({
      ok: true,
      user: { username: chinese, displayName: '张 伟 👋' },
    });
  });

  test('[SES-9] a name that looks like somebody’s is taken, of a person and of a public room', async () => {
    const name = freshName('Lillian');
    const person = visitor(target.url);
    expect(await person.ask('user:join', { username: name })).toMatchObject({ ok: true });
    const other = visitor(target.url);
    for (const alike of [name.replace('ll', 'Il'), name.replace('ll', '1l'), name.replace('L', 'Ｌ')])
      expect(await other.ask('user:join', { username: alike }), alike).toMatchObject({
        error: { code: 'conflict', field: 'username' },
      });
    const room = freshName('Release');
    await person.ask('room:create', room);
    for (const alike of [room.replace('l', 'I'), room.replace('Rel', 'Rе1')])
      expect(await person.ask('room:create', alike), alike).toMatchObject({
        error: { code: 'conflict', field: 'name' },
      });
  });

  test('[SES-8] nobody calls herself as the house does, nor anything that looks like it', async () => {
    const person = visitor(target.url);
    for (const username of ['admin', 'ADMIN', 'ａｄｍｉｎ', 'r00t', 'a11', '系统'])
      expect(await person.ask('user:join', { username }), username).toMatchObject({
        error: { code: 'conflict', field: 'username' },
      });
    expect(await person.ask('user:join', { username: freshName('x'), displayName: 'Аdmin' })).toMatchObject({
      error: { code: 'conflict', field: 'displayName' },
    });
    expect(await person.ask('user:join', { username: freshName('administrating') })).toMatchObject({ ok: true });
  });

  test('[SES-4] without a session only user:join and rooms:list are served', async () => {
    const person = visitor(target.url);
    expect(await person.ask('rooms:list')).toMatchObject({ ok: true });
    for (const event of ['inbox:list', 'user:leave'])
      expect(await person.ask(event)).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
    expect(await person.ask('message:room', { room: 'x', content: 'y' })).toMatchObject({
      error: { code: 'unauthorized' },
    });
  });
});

describe('sessions', () => {
  test('[SES-5] a token is the same user on a later connection', async () => {
    const alice = await guest(target.url);
    alice.leave();
    const again = visitor(target.url, { token: alice.token, protocol: 1 });
    expect((await again.hears('server:hello'))['user']).toMatchObject({ id: alice.me['id'] });
  });

  test('[SES-6] unknown tokens and protocols are refused in the handshake', async () => {
    const refusal = async (auth: object): Promise<unknown> => {
      const person = visitor(target.url, auth, { reconnection: false });
      return new Promise((resolve) =>
        person.socket.once('connect_error', (error) => resolve((error as { data?: { code?: string } }).data?.code)),
      );
    };
    expect(await refusal({ token: 'nonsense' })).toBe('unauthorized');
    expect(await refusal({ protocol: 2 })).toBe('bad_request');
    expect(await refusal({ token: 5 })).toBe('bad_request');
    expect(await refusal({ token: 'x'.repeat(100_000) })).toBe('bad_request');
  });

  test('[SES-7] what waits for its turn when the session ends is unauthorized, and nothing else goes wrong', async () => {
    const person = await guest(target.url);
    const codes: string[] = [];
    const asked = (event: string) =>
      person.socket.emit(event, (answer: Answer) => codes.push(answer.ok ? 'ok' : answer['error'].code));
    for (let index = 0; index < 200; index += 1) asked('inbox:list');
    asked('user:leave');
    for (let index = 0; index < 200; index += 1) asked('inbox:list');
    await until('it is closed', () => person.socket.disconnected);
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((code) => !['ok', 'unauthorized', 'rate_limited'].includes(code))).toEqual([]);
  });

  test('[SES-7, SES-10] leaving ends the session everywhere; the name of somebody who was nowhere is free again', async () => {
    const alice = await guest(target.url);
    const phone = visitor(target.url, { token: alice.token });
    await phone.hears('server:hello');
    let closed = false;
    phone.socket.on('disconnect', () => (closed = true));
    expect(await alice.ask('user:leave')).toEqual({ ok: true });
    await until('the other device is cut off', () => closed, 2_000);
    const refused = visitor(target.url, { token: alice.token }, { reconnection: false });
    const code = await new Promise((resolve) =>
      refused.socket.once('connect_error', (error) => resolve((error as { data?: { code?: string } }).data?.code)),
    );
    expect(code).toBe('unauthorized');
    const successor = visitor(target.url);
    const answer = await successor.ask('user:join', { username: alice.me['username'] });
    expect(answer).toMatchObject({ ok: true });
    expect(answer['user'].id).not.toBe(alice.me['id']);
  });

  test('[SES-10] she signs out and another takes her name: refused once she has said something, also by names that look like it', async () => {
    const [alice, ben] = [await guest(target.url, 'Alice'), await guest(target.url, 'Ben')];
    const name = String(alice.me['username']);
    await alice.ask('message:private', { to: ben.me['id'], content: 'It is me' });
    await alice.ask('user:leave');
    const other = visitor(target.url);
    for (const claim of [name, name.toLowerCase(), name.replace('Al', 'AI'), name.replace('l', '1')])
      expect(await other.ask('user:join', { username: claim }), claim).toMatchObject({
        error: { code: 'conflict', field: 'username' },
      });
    expect(await other.ask('user:join', { username: freshName('Alice') })).toMatchObject({ ok: true });
    // What she said is still hers.
    const { messages } = await ben.ask('history:fetch', { to: alice.me['id'] });
    expect(messages).toMatchObject([{ content: 'It is me', from: name, user: { id: alice.me['id'] } }]);
  });

  test('[SES-10] so it is of somebody who only belongs to a room, and of one who was only asked in', async () => {
    const [owner, member, invited] = [await guest(target.url), await guest(target.url), await guest(target.url)];
    const open = (await owner.ask('room:create', freshName('open')))['room'].id as string;
    const closed = (await owner.ask('room:create', { name: freshName('closed'), visibility: 'private' }))['room']
      .id as string;
    await member.ask('room:join', { room: open });
    await owner.ask('room:invite', { room: closed, user: invited.me['id'] });
    for (const person of [member, invited]) {
      await person.ask('user:leave');
      expect(await visitor(target.url).ask('user:join', { username: person.me['username'] })).toMatchObject({
        error: { code: 'conflict' },
      });
    }
  });
});
