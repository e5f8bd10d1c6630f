import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterProcess } from '@rookery/testkit/cluster-file';
import { startColony } from '@rookery/testkit/colony';
import type { Colony } from '@rookery/testkit/colony';
import { freePort } from '@rookery/testkit/free-port';
import { moveSlot } from '@rookery/testkit/move-slot';
import { Person } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { until } from '@rookery/testkit/until';
import { serverProcess } from '@rookery/testkit/server-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer } from '../behaviour/account-program.ts';
import { BrowserJar } from '../behaviour/browser-jar.ts';
import { startOidcProvider } from '../behaviour/oidc-provider.ts';
import type { RealProvider } from '../behaviour/oidc-provider.ts';
import { codeOf } from '../behaviour/totp-program.ts';
import { startWebSite } from '../behaviour/web-site.ts';
import type { WebSite } from '../behaviour/web-site.ts';
import { lookThroughPrometheus } from './look-through-prometheus.ts';

const dir = mkdtempSync(join(tmpdir(), 'rookery-colony-'));
const password = randomUUID();
let colony: Colony;
let provider: RealProvider;
let site: WebSite;

beforeAll(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(url);
  // As npm run cluster starts it.
  site = await startWebSite();
  const settings = {
    ...{ ROOKERY_PUBLIC_URL: url, ROOKERY_LINK_PREVIEWS: 'on', ROOKERY_OUTBOUND_ALLOW: site.host },
    ...provider.settings('CORP'),
  };
  colony = await startColony({ dir, port, settings, redis: { password } });
}, 60_000);
afterAll(async () => {
  await colony?.stop();
  await provider?.close();
  await site?.close();
  rmSync(dir, { recursive: true, force: true });
});

const urlOf = (node: number): string => `http://127.0.0.1:${colony.servers[node]?.port}`;
const name = (stem: string): string => `${stem}.${randomUUID().slice(0, 8)}`;

/** What a stranger is answered. */
async function askRedis(port: number, command: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`${command}\r\n`);
  const [said] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return said.toString();
}

async function arrive(url: string, stem: string): Promise<Person> {
  const person = new Person(url);
  const joined = await person.ask('user:join', { username: name(stem) });
  expect(joined).toMatchObject({ ok: true });
  // On the way back it is the same user.
  person.socket.auth = { token: joined['session'].token };
  return person;
}

describe('a colony of two nodes', () => {
  test('[CLU-5] rooms, private messages, sessions and presence go across nodes', async () => {
    const [alice, bob] = [await arrive(urlOf(0), 'alice'), await arrive(urlOf(1), 'bob')];
    const made = await alice.ask('room:create', { name: name('across') });
    await bob.ask('room:join', { room: made['room'].id });
    const sent = await alice.ask('message:room', { room: made['room'].id, content: 'hello' });
    expect(sent).toMatchObject({ ok: true, seq: 1, duplicate: false });
    expect(sent['degraded']).toBeUndefined();
    await bob.hears('message:receive', (message) => message['id'] === sent['id']);
    const token = (alice.socket.auth as { token: string }).token;
    const elsewhere = new Person(urlOf(1), { token });
    const me = await elsewhere.hears('server:hello');
    const watched = await bob.ask('presence:watch', { users: [me['user'].id] });
    expect(watched['states'][0]).toMatchObject({ online: true });
    alice.socket.close();
    elsewhere.socket.close();
    await bob.hears('presence:update', (update) =>
      (update['changes'] as Answer[]).some((change) => change['user'] === me['user'].id && change['online'] === false),
    );
    bob.socket.close();
  });

  test('[TRACE-2] either node tells what has become of a message on both', async () => {
    const [alice, bob] = [await arrive(urlOf(0), 'alice'), await arrive(urlOf(1), 'bob')];
    const { room } = await alice.ask('room:create', { name: name('traced') });
    await bob.ask('room:join', { room: room.id });
    const { seq } = await alice.ask('message:room', { room: room.id, content: 'where?' });
    await bob.hears('message:receive', ({ content }) => content === 'where?');
    const token = (alice.socket.auth as { token: string }).token;
    const request = { conversation: room.id, seq };
    const stepsAt = async (node: number): Promise<Answer[]> =>
      (await ask(urlOf(node), 'POST', 'call/message:trace', request, bearer(token))).answer['steps'];
    // Nodes that started a moment ago hear of each other within seconds.
    let told: Answer[][] = [];
    await until('both know of both', async () => {
      told = [await stepsAt(0), await stepsAt(1)];
      return told.every((steps) => steps.filter(({ what }) => what === 'delivered').length === 2);
    });
    const [steps = []] = told;
    const stored = steps.filter(({ what }) => what === 'stored');
    expect(stored).toMatchObject([{ copies: 2 }]);
    expect(new Set(steps.flatMap(({ what, node }) => (what === 'delivered' ? [node] : []))).size).toBe(2);
    expect(told[1]).toEqual(steps);
  });

  test('[SSO-1, SSO-3, SSO-7] a sign-in that one node has begun another ends, once; what the provider ends, ends on all', async () => {
    provider.next = name('sub');
    const jar = new BrowserJar();
    const callback = await jar.follow(`${urlOf(0)}/api/v1/sso/corp/start`, (url) => url.includes('/callback?'));
    const at = (node: number) => jar.go(callback.replace(colony.url, urlOf(node)), { cookie: jar.cookies(urlOf(0)) });
    const { headers } = await at(1);
    const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect([headers.location, cookie]).toEqual(['/', expect.stringMatching(/^rookery\.session=/)]);
    expect((await at(0)).headers.location).toBe('/#sign-on=expired');
    const people = [0, 1].map((node) => new Person(urlOf(node), {}, { extraHeaders: { cookie, origin: urlOf(node) } }));
    for (const person of people) await person.hears('server:hello', ({ user }) => user !== null);
    expect(await provider.farewell(provider.next)).toBe(200);
    await expect.poll(() => people.map(({ socket }) => socket.connected)).toEqual([false, false]);
    for (const person of people) person.leave();
  });

  test('[ROOM-13] whoever is removed on another node is told by whom, and hears nothing more', async () => {
    const [owner, member] = [await arrive(urlOf(0), 'owner'), await arrive(urlOf(1), 'member')];
    const { room, ...made } = await owner.ask('room:create', { name: name('removal') });
    expect(made).toMatchObject({ ok: true });
    await member.ask('room:join', { room: room.id });
    const { members } = await owner.ask('room:members', { room: room.id });
    const [by, user] = members.map((one: Answer) => one['user'].id as string);
    expect(await owner.ask('room:remove', { room: room.id, user })).toEqual({ ok: true });
    const told = await member.hears('inbox:update', (update) => update['removed'] === room.id);
    expect(told).toMatchObject({ why: 'removed', by });
    expect(await member.ask('history:fetch', { room: room.id })).toMatchObject({ error: { code: 'forbidden' } });
    owner.socket.close();
    member.socket.close();
  });

  test('[ROOM-15, ROOM-17, ROOM-18, ROOM-19, ROOM-20, PRI-2, PRI-4] what is changed on one node holds for the very next act on the other', async () => {
    const [owner, member] = [await arrive(urlOf(0), 'owner'), await arrive(urlOf(1), 'member')];
    const { room } = await owner.ask('room:create', { name: name('power') });
    await member.ask('room:join', { room: room.id });
    const { members } = await owner.ask('room:members', { room: room.id });
    const user = members[1].user.id as string;
    const act = (event: string, payload: object = {}) => owner.ask(event, { room: room.id, ...payload });
    const said = (): Promise<Answer> => member.ask('message:room', { room: room.id, content: 'x' });
    const forbidden = { ok: false, error: { code: 'forbidden' } };
    expect(await said()).toMatchObject({ ok: true });
    // Each is done on one node and tried at once on the other: the store decides, whatever that node has heard.
    for (let round = 0; round < 3; round += 1) {
      expect(await act('room:edit', { rights: { post: 'moderator' } })).toMatchObject({ ok: true });
      expect(await said()).toMatchObject(forbidden);
      expect(await act('room:edit', { rights: { post: null } })).toMatchObject({ ok: true });
      expect(await said()).toMatchObject({ ok: true });
      expect(await act('room:mute', { user, until: Date.now() + 3_600_000 })).toEqual({ ok: true });
      expect(await said()).toMatchObject(forbidden);
      expect(await act('room:mute', { user, until: null })).toEqual({ ok: true });
      expect(await said()).toMatchObject({ ok: true });
    }
    await member.hears('room:rights', ({ mutedUntil }) => mutedUntil !== undefined);
    const mayPost = (rights: Answer): boolean => (rights['rights'] as unknown as string[]).includes('post');
    await member.hears('room:rights', (told) => !mayPost(told) && told['mutedUntil'] === undefined);
    await member.hears('room:rights', mayPost);
    // So with a block, also before there is a conversation of the two.
    const whisper = (): Promise<Answer> => member.ask('message:private', { to: members[0].user.id, content: 'x' });
    const den = (await member.ask('room:create', { name: name('den'), visibility: 'private' }))['room'];
    const invites = (): Promise<Answer> => member.ask('room:invite', { room: den.id, user: members[0].user.id });
    for (let round = 0; round < 3; round += 1) {
      expect(await owner.ask('user:block', { user, on: true })).toEqual({ ok: true });
      expect(await invites()).toMatchObject({ error: { code: 'not_found', field: 'user' } });
      expect(await whisper()).toMatchObject({ error: { code: 'not_found', field: 'to' } });
      expect(await owner.ask('user:block', { user, on: false })).toEqual({ ok: true });
      expect(await whisper()).toMatchObject({ ok: true, seq: round + 1 });
    }
    expect(await invites()).toEqual({ ok: true });
    expect(await act('room:edit', { slowModeMs: 3_600_000 })).toMatchObject({ ok: true });
    expect(await said()).toMatchObject({ ok: true });
    expect(await said()).toMatchObject({ error: { code: 'rate_limited' } });
    expect(await act('room:ban', { user })).toEqual({ ok: true });
    expect(await member.ask('history:fetch', { room: room.id })).toMatchObject(forbidden);
    expect(await member.ask('room:join', { room: room.id })).toMatchObject(forbidden);
    await member.hears('inbox:update', ({ removed, why }) => removed === room.id && why === 'banned');
    expect(await act('room:unban', { user })).toEqual({ ok: true });
    expect(await member.ask('room:join', { room: room.id })).toMatchObject({ ok: true });
    expect(await act('room:delete')).toEqual({ ok: true });
    expect(await said()).toMatchObject({ error: { code: 'not_found' } });
    await member.hears('inbox:update', ({ removed, why }) => removed === room.id && why === 'deleted');
    owner.socket.close();
    member.socket.close();
  });

  test('[ROOM-16] the owner leaves on one node: whoever comes next has the owner’s rights on the other', async () => {
    const [owner, member] = [await arrive(urlOf(0), 'owner'), await arrive(urlOf(1), 'member')];
    const { room } = await owner.ask('room:create', { name: name('heir') });
    await member.ask('room:join', { room: room.id });
    expect(await member.ask('room:edit', { room: room.id, topic: 'mine' })).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await owner.ask('room:leave', { room: room.id })).toEqual({ ok: true });
    expect(await member.ask('room:edit', { room: room.id, topic: 'mine' })).toMatchObject({ ok: true });
    await member.hears('inbox:update', ({ entry }) => entry?.conversation === room.id && entry.role === 'owner');
    owner.socket.close();
    member.socket.close();
  });

  test('[ROOM-30, ROOM-31] a group opened at both nodes at once is one; left on one, the next message from the other brings it back', async () => {
    const people = [
      await arrive(urlOf(0), 'ana'),
      await arrive(urlOf(1), 'ben'),
      await arrive(urlOf(1), 'cy'),
    ] as const;
    const [ana, ben, cy] = people;
    const ids: string[] = [];
    for (const person of people) ids.push((await person.ask('profile:set', {}))['user'].id as string);
    const opened = await Promise.all(people.map((person) => person.ask('direct:open', { users: ids })));
    const group = opened[0]?.['conversation'] as string;
    expect(group).toMatch(/^g_/);
    for (const answer of opened) expect(answer).toMatchObject({ ok: true, conversation: group, head: { seq: 0 } });
    for (const person of people) await person.hears('inbox:update', (step) => step['added']?.conversation === group);
    for (const [index, person] of people.entries())
      expect(await person.ask('message:room', { conversation: group, content: `by ${index}` })).toMatchObject({
        ok: true,
      });
    for (const person of people)
      for (const index of people.keys())
        await person.hears('message:receive', (message) => message['content'] === `by ${index}`);

    await ben.ask('room:leave', { conversation: group });
    await ben.hears('inbox:update', (step) => step['removed'] === group);
    await ana.ask('message:room', { conversation: group, content: 'are you there?' });
    await ben.hears('message:receive', (message) => message['content'] === 'are you there?');
    const back = await ben.hears('inbox:update', (step) => step['added']?.last?.content === 'are you there?');
    expect(back['added']).toMatchObject({ kind: 'group', unread: 1 });
    await cy.ask('message:room', { conversation: group, content: 'he is' });
    await ben.hears('message:receive', (message) => message['content'] === 'he is');
    for (const person of people) person.socket.close();
  });

  test('[ROOM-33] history since joining, switched on one node, holds for who is on the other, live and in answers', async () => {
    const [owner, late] = [await arrive(urlOf(0), 'owner'), await arrive(urlOf(1), 'late')];
    const { room } = await owner.ask('room:create', { name: name('since') });
    const conversation = room.id as string;
    const react = (seq: number) => owner.ask('message:react', { conversation, seq, emoji: '👍', on: true });
    await owner.ask('message:room', { conversation, content: 'before' });
    await late.ask('room:join', { conversation });
    await owner.ask('room:edit', { conversation, history: 'since-join' });
    await late.hears('message:update', (change) => change['room']?.history === 'since-join');
    await react(1);
    expect(await late.hears('message:update', (change) => change['rev'] === 2)).toMatchObject({ kind: 'hidden' });
    expect(await late.ask('history:fetch', { conversation })).toMatchObject({
      messages: [],
      head: { seq: 1, first: 2 },
    });
    await owner.ask('message:room', { conversation, content: 'after' });
    await late.hears('message:receive', (message) => message['content'] === 'after');
    await react(2);
    await late.hears('message:update', (change) => change['kind'] === 'react' && change['seq'] === 2);
    for (const person of [owner, late]) person.socket.close();
  });

  test('[HTTP-10, HTTP-5] calls go through NGINX to any node, sockets on every node see what they do, and what NGINX refuses looks the same', async () => {
    const people = await Promise.all(colony.servers.map(({ port }) => arrive(`http://127.0.0.1:${port}`, 'person')));
    const post = async (url: string, event: string, body: string, token?: string) => {
      const response = await fetch(`${url}/api/v1/call/${event}`, {
        method: 'POST',
        body,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
    };
    const joined = await post(colony.url, 'user:join', JSON.stringify({ username: name('program') }));
    expect(joined).toMatchObject({ status: 200, answer: { ok: true } });
    const token = joined.answer['session'].token as string;
    const room = name('room');
    expect(await post(colony.url, 'room:create', JSON.stringify(room), token)).toMatchObject({ status: 200 });
    for (const person of people) expect(await person.ask('room:join', room)).toMatchObject({ ok: true });
    for (const { port } of colony.servers) {
      const content = `by way of ${port}`;
      const sent = await post(`http://127.0.0.1:${port}`, 'message:room', JSON.stringify({ room, content }), token);
      expect(sent).toMatchObject({ status: 200, answer: { ok: true } });
      for (const person of people) await person.hears('message:receive', (message) => message['content'] === content);
    }
    const refused = await post(colony.url, 'rooms:list', `"${'x'.repeat(1_500_000)}"`);
    const refusedHere = await post(colony.url, 'rooms:list', `"${'x'.repeat(3_000_000)}"`);
    for (const { status, answer } of [refused, refusedHere])
      expect([status, answer['error'].code]).toEqual([413, 'too_large']);
    const lists = await post(colony.url, 'rooms:list', '');
    expect([lists.status, lists.headers.get('cache-control')]).toEqual([200, 'no-store']);
    for (const person of people) person.leave();
  });

  test('[OPS-29] an address that NGINX is told to deny is refused, and nobody else; what it has open stays open, as the runbook says', async () => {
    const file = join(dir, 'cluster', 'nginx', 'nginx.conf');
    const before = readFileSync(file, 'utf8');
    const { hostname: host, port } = new URL(colony.url);
    const statusFrom = async (localAddress: string): Promise<number | undefined> => {
      const [response] = (await once(get({ host, port, localAddress, agent: false, path: '/readyz' }), 'response')) as [
        IncomingMessage,
      ];
      response.resume();
      return response.statusCode;
    };
    const denied = '127.0.0.9';
    const headers = {
      ...{ connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      'sec-websocket-key': Buffer.from(randomUUID().slice(0, 16)).toString('base64'),
    };
    const asked = get({ host, port, localAddress: denied, path: '/socket.io/?EIO=4&transport=websocket', headers });
    const [, open] = (await once(asked, 'upgrade')) as [IncomingMessage, Socket];
    let heard = '';
    open.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
    try {
      expect(await statusFrom(denied)).toBe(200);
      writeFileSync(file, before.replace('\nhttp {\n', `\nhttp {\n  deny ${denied};\n`));
      await colony.nginx.reload();
      await until('it is refused', async () => (await statusFrom(denied)) === 403);
      expect(await statusFrom('127.0.0.8')).toBe(200);
      // A frame of text, with a mask of zeros: the first packet of Socket.IO.
      open.write(Buffer.concat([Buffer.from([0x81, 0x82, 0, 0, 0, 0]), Buffer.from('40')]));
      await until('its open connection is answered', () => heard.includes('40{"sid"'));
    } finally {
      open.destroy();
      writeFileSync(file, before);
      await colony.nginx.reload();
    }
    await until('it is served again', async () => (await statusFrom(denied)) === 200);
  });

  test('[FILE-7, FILE-8] a file that one node took in is sent over the other and given out by NGINX, to who may read it alone', async () => {
    const [ann, ben] = [await arrive(urlOf(0), 'ann'), await arrive(urlOf(1), 'ben')];
    const [own, other, nobody] = [ann, ben, await arrive(urlOf(0), 'nobody')].map(({ socket }) => ({
      authorization: `Bearer ${(socket.auth as { token: string }).token}`,
    }));
    // More than a node, or NGINX, keeps of it in memory.
    const body = Buffer.alloc(3_000_000, 'part ');
    const called = encodeURIComponent(`${'x'.repeat(10_000)}\\\u202eש\r\n "1".html`);
    const posted = await fetch(`${colony.url}/api/v1/files?name=${called}`, {
      ...{ method: 'POST', body },
      headers: own ?? {},
    });
    const { file } = (await posted.json()) as Answer;
    const { room } = await ann.ask('room:create', { name: name('files'), visibility: 'private' });
    await ann.ask('room:invite', { room: room.id, user: (await ben.ask('profile:set', {}))['user'].id });
    await ben.ask('room:join', { room: room.id });
    expect(await ann.ask('message:room', { room: room.id, files: [file.id] })).toMatchObject({ ok: true });
    await ben.hears('message:receive', ({ files }) => (files as Answer[] | undefined)?.[0]?.['id'] === file.id);
    const get = (url: string, headers: Record<string, string> | undefined, more = {}) =>
      fetch(`${url}/api/v1/files/${file.id}`, { headers: { ...headers, ...more } });
    const given = await get(colony.url, other);
    expect(Buffer.from(await given.arrayBuffer()).equals(body)).toBe(true);
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': expect.stringMatching(/^private, /),
      'content-disposition': `attachment; filename="_ _1_.html"; filename*=UTF-8''%D7%A9%20%221%22.html`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(given.headers.get('x-accel-redirect')).toBeNull();
    const part = await get(colony.url, other, { range: 'bytes=5-8' });
    expect([part.status, await part.text()]).toEqual([206, 'part']);
    // What else there is of ranges and caches is NGINX's here.
    const etag = given.headers.get('etag') ?? '';
    for (const [asked, status] of [
      [{ range: 'bytes=3000000-' }, 416],
      [{ range: 'bytes=-4' }, 206],
      [{ range: 'bytes=0-3', 'if-range': etag }, 206],
      [{ range: 'bytes=0-3', 'if-range': '"other"' }, 200],
      [{ range: 'bytes=0-3,10-13' }, 206],
      [{ 'if-none-match': etag }, 304],
    ] as const) {
      const answer = await get(colony.url, other, asked);
      await answer.arrayBuffer();
      expect(answer.status, JSON.stringify(asked)).toBe(status);
      // NGINX says it twice with 416; the first one counts.
      expect(answer.headers.get('x-content-type-options')).toMatch(/^nosniff/);
    }
    // A node by itself leaves it to the one in front.
    expect((await get(urlOf(1), other)).headers.get('x-accel-redirect')).toMatch(/^\/rookery-files\//);
    expect((await get(colony.url, nobody)).status).toBe(404);
    expect((await get(colony.url, undefined)).status).toBe(401);
    const place = (await get(urlOf(0), own)).headers.get('x-accel-redirect') ?? '';
    expect((await fetch(colony.url + place, { headers: own ?? {} })).status).toBe(404);
    await ann.ask('message:delete', { conversation: room.id, seq: 1 });
    expect((await get(urlOf(1), other)).status).toBe(404);
    for (const person of [ann, ben]) person.socket.close();
  });

  test('[LINK-4, LINK-6, LINK-8] a preview that one node has made is on both, with its picture, and is taken away on either', async () => {
    const [ann, ben] = [await arrive(urlOf(0), 'ann'), await arrive(urlOf(1), 'ben')];
    const { room } = await ann.ask('room:create', { name: name('links') });
    const conversation = room.id as string;
    await ben.ask('room:join', { conversation });
    const { seq } = await ann.ask('message:room', { conversation, content: site.url('/page/harbour') });
    const hears = (person: Person, count: number) =>
      person.hears('message:update', ({ kind, links }) => kind === 'links' && links.length === count, 20_000);
    const { links } = await hears(ben, 1);
    expect(links).toMatchObject([{ title: 'harbour', image: { width: 640, height: 320 } }]);
    expect(await hears(ann, 1)).toMatchObject({ seq, links });
    expect(await ben.ask('history:fetch', { conversation })).toMatchObject({ messages: [{ seq, links }] });
    const picture = async (node: number, person: Person): Promise<number> => {
      const url = `${urlOf(node)}/api/v1/files/${String(links[0].image.id)}/preview?w=480`;
      const { token } = person.socket.auth as { readonly token: string };
      const response = await fetch(url, { headers: bearer(token) });
      await response.arrayBuffer();
      return response.status;
    };
    expect([await picture(0, ben), await picture(1, ann)]).toEqual([200, 200]);
    expect(await ben.ask('message:links', { conversation, seq, off: true })).toMatchObject({ ok: false });
    expect(await ann.ask('message:links', { conversation, seq, off: true })).toMatchObject({ ok: true });
    await hears(ben, 0);
    expect(await picture(1, ben)).toBe(404);
    for (const person of [ann, ben]) person.socket.close();
  });

  test('[ACC-1, ACC-7, ACC-8] an account is one on both nodes: made at one, signed in at the other, and what is ended there ends here', async () => {
    const [alice, bob] = [await arrive(urlOf(0), 'alice'), await arrive(urlOf(1), 'bob')];
    const { room } = await alice.ask('room:create', { name: name('account') });
    await bob.ask('room:join', { room: room.id });
    await alice.ask('message:room', { room: room.id, content: 'as a guest' });
    await bob.hears('message:receive', ({ content }) => content === 'as a guest');
    const { user } = await alice.ask('profile:set', {});
    const account = { username: user.username as string, password: 'correct horse battery' };
    const guestToken = (alice.socket.auth as { token: string }).token;
    const made = await ask(urlOf(0), 'POST', 'accounts', account, bearer(guestToken));
    expect(made).toMatchObject({ status: 201, answer: { user: { id: user.id, guest: false } } });
    await bob.hears('people:update', ({ users }) =>
      (users as Answer[]).some(({ id, guest }) => id === user.id && guest === false),
    );
    expect(await ask(urlOf(1), 'GET', 'sessions', undefined, bearer(guestToken))).toMatchObject({ status: 401 });
    expect(await ask(urlOf(1), 'POST', 'accounts', account)).toMatchObject({ status: 409 });
    const there = await ask(urlOf(1), 'POST', 'sessions', account);
    expect(there).toMatchObject({ status: 201, answer: { user: { id: user.id } } });
    const [token, otherToken] = [made, there].map(({ answer }) => answer['session'].token as string);
    const device = new Person(urlOf(0), { token: otherToken });
    await device.hears('server:hello');
    const { answer } = await ask(urlOf(1), 'GET', 'sessions', undefined, bearer(token ?? ''));
    const other = (answer['sessions'] as Answer[]).find(({ current }) => !current);
    let closedAfter = Infinity;
    const endedAt = performance.now();
    device.socket.on('disconnect', () => (closedAfter = performance.now() - endedAt));
    const end = await ask(urlOf(1), 'DELETE', `sessions/${other?.['id']}`, undefined, bearer(token ?? ''));
    expect(end).toMatchObject({ status: 204 });
    await expect.poll(() => closedAfter, { timeout: 10_000 }).toBeLessThan(2_000);
    expect(alice.socket.connected).toBe(true);
    // Another password, set here, is the only one there; the socket that was the guest's is of the session that set it.
    const change = { current: account.password, password: 'another battery' };
    expect(await ask(urlOf(0), 'POST', 'password', change, bearer(token ?? ''))).toMatchObject({ status: 204 });
    expect(await ask(urlOf(1), 'POST', 'sessions', account)).toMatchObject({ status: 401 });
    expect(alice.socket.connected).toBe(true);
    for (const person of [alice, bob, device]) person.socket.close();
  });

  test('[FAC-1, FAC-3] a code of the second factor is good once, whichever node it is shown to', async () => {
    const account = { username: name('factor'), password: 'correct horse battery' };
    const made = await ask(urlOf(0), 'POST', 'accounts', account);
    const as = bearer(made.answer['session'].token as string);
    const { answer: begun } = await ask(urlOf(0), 'POST', 'totp', {}, as);
    const secret = begun['secret'] as string;
    const { answer } = await ask(urlOf(1), 'POST', 'totp/confirm', { code: codeOf(secret) }, as);
    const [recovery] = answer['recovery'] as string[];
    for (const shown of [{ totp: codeOf(secret, 1) }, { recovery }]) {
      const asked = await Promise.all(
        [0, 1].map((node) => ask(urlOf(node), 'POST', 'sessions', { ...account, ...shown })),
      );
      expect(asked.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([201, 401]);
    }
  });

  test('[ACC-10] both nodes offer one link; whoever uses it at one is the owner at both, once', async () => {
    const links = colony.servers.map((_, node) =>
      readFileSync(join(dir, 'cluster', `n${node + 1}`, 'setup.url'), 'utf8').trim(),
    );
    const tokens = links.map((link) => new URL(link).hash.slice(1));
    expect(tokens[0]).toMatch(/^[\w-]{43}$/);
    expect(tokens[1]).toBe(tokens[0]);
    const setUp = (node: number, username = name('owner')) =>
      ask(urlOf(node), 'POST', 'setup', { token: tokens[0], username, password: 'correct horse' });
    const first = name('owner');
    const made = await setUp(1, first);
    expect(made).toMatchObject({ status: 201, answer: { user: { guest: false, role: 'owner' } } });
    for (const node of [0, 1]) expect(await setUp(node)).toMatchObject({ status: 404 });
    // Whose answer was lost hears it from any node.
    expect(await setUp(0, first)).toMatchObject({ status: 201, answer: { user: made.answer['user'] } });
    const owner = new Person(urlOf(0), { token: made.answer['session'].token as string });
    expect(await owner.hears('server:hello')).toMatchObject({ user: { role: 'owner' } });
    owner.socket.close();
  });

  test('[PEO-1, PEO-2] a name that changes at one node changes at the other: live, in history, in members and in inboxes', async () => {
    const [alice, bob] = [await arrive(urlOf(0), 'alice'), await arrive(urlOf(1), 'bob')];
    const { room } = await alice.ask('room:create', { name: name('names') });
    await bob.ask('room:join', { room: room.id });
    await alice.ask('message:room', { room: room.id, content: 'by the old name' });
    await bob.hears('message:receive', ({ content }) => content === 'by the old name');
    const { user } = await alice.ask('profile:set', { displayName: '新名字' });
    expect(user).toMatchObject({ displayName: '新名字', rev: 1 });
    await bob.hears('people:update', ({ users }) =>
      (users as Answer[]).some(({ id, rev }) => id === user.id && rev === 1),
    );
    const isNow = { id: user.id, displayName: '新名字', rev: 1 };
    expect((await bob.ask('history:fetch', { room: room.id }))['messages']).toMatchObject([{ user: isNow }]);
    expect((await bob.ask('room:members', { room: room.id }))['members'][0]).toMatchObject({
      user: isNow,
      role: 'owner',
    });
    expect((await bob.ask('inbox:list'))['entries'][0]).toMatchObject({ last: { user: isNow } });
    expect((await bob.ask('people:look', { query: 'xmz' }))['users']).toMatchObject([isNow]);
    await alice.ask('message:room', { room: room.id, content: 'by the new name' });
    expect(await bob.hears('message:receive', ({ content }) => content === 'by the new name')).toMatchObject({
      user: isNow,
    });
    for (const person of [alice, bob]) person.socket.close();
  });

  test('[CLU-12] a server with a prefix is another installation on the same Redis, and one of another name starts only with a prefix', async () => {
    const alike = (node: string, settings: Readonly<Record<string, string>>) =>
      freePort().then((port) =>
        serverProcess({
          name: node,
          port,
          log: join(dir, `${node}.log`),
          settings: {
            ROOKERY_NODE_NAME: 'n1',
            ROOKERY_DATA_DIR: join(dir, node),
            REDIS_NODES: colony.redis.addresses.join(','),
            REDIS_PASSWORD: password,
            ...settings,
          },
        }),
      );
    const wrong = await alike('wrong', { ROOKERY_INSTALLATION: 'other' });
    wrong.spawn();
    expect(await wrong.ends(20_000)).toBe(true);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.output()).toContain('set ROOKERY_REDIS_PREFIX');

    const other = await alike('other', { ROOKERY_INSTALLATION: 'other', ROOKERY_REDIS_PREFIX: 'other' });
    await other.start();
    try {
      const username = name('twin');
      const [here, there] = [new Person(colony.url), new Person(other.url)];
      for (const person of [here, there])
        expect(await person.ask('user:join', { username })).toMatchObject({ ok: true });
      const [room, same] = [name('room'), name('room')];
      const made = await here.ask('room:create', { name: room });
      expect(await there.ask('room:join', { room: made['room'].id })).toMatchObject({ error: { code: 'not_found' } });
      expect(await there.ask('rooms:list', { query: room })).toMatchObject({ rooms: [] });
      expect(await there.ask('room:create', { name: room })).toMatchObject({ ok: true });
      expect(await there.ask('message:room', { room, content: 'theirs' })).toMatchObject({ ok: true, seq: 1 });
      expect(await here.ask('message:room', { room, content: 'ours' })).toMatchObject({ ok: true, seq: 1 });
      expect((await here.ask('history:fetch', { room: made['room'].id }))['messages']).toMatchObject([
        { content: 'ours' },
      ]);
      expect(await there.ask('people:look', { query: 'alice' })).toMatchObject({ users: [] });
      expect(await there.ask('room:create', { name: same })).toMatchObject({ ok: true });
      expect(await here.ask('rooms:list', { query: same })).toMatchObject({ rooms: [] });
      for (const person of [here, there]) person.socket.close();
    } finally {
      await other.kill('SIGKILL');
    }
  });

  test('[OPS-24] its Redis wants a password, which is in a file of this user only and on no command line', async () => {
    const file = join(dir, 'cluster/redis-password');
    expect(readFileSync(file, 'utf8')).toBe(password);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const { port, name: node } of colony.redis.nodes)
      expect(await askRedis(port, 'DBSIZE'), node).toMatch(/^-NOAUTH/);
    const { processes } = JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as {
      processes: ClusterProcess[];
    };
    for (const { pid } of processes) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(password);
  });

  test('[CLU-2, OPS-24] slots move between masters that have a password', async () => {
    const ann = await arrive(colony.url, 'ann');
    const { room } = await ann.ask('room:create', { name: name('moving') });
    const from = await colony.redis.masterOf(`{${room.id}}`);
    const roles = await colony.redis.roles();
    const to = colony.redis.nodes.find((each) => each !== from && roles.get(each.address) === 'redis-master');
    if (!to) throw new Error('there is one master only');
    await moveSlot(Number(await from.call('CLUSTER', 'KEYSLOT', `{${room.id}}`)), from, to);
    expect(await ann.ask('message:room', { room: room.id, content: 'moved' })).toMatchObject({ ok: true, seq: 1 });
    expect((await ann.ask('history:fetch', { room: room.id }))['messages']).toMatchObject([{ content: 'moved' }]);
    ann.socket.close();
  });

  test('[CLU-5] cluster.json names every process', () => {
    const { processes } = JSON.parse(readFileSync(join(dir, 'cluster.json'), 'utf8')) as {
      processes: ClusterProcess[];
    };
    const count = (role: string): number => processes.filter((process) => process.role === role).length;
    expect([count('redis-master'), count('redis-replica'), count('server'), count('nginx')]).toEqual([3, 3, 2, 1]);
  });

  test('[DEP-2] a real Prometheus finds a series for each curve of the dashboard, and no reason for an alert', async () => {
    const person = await arrive(urlOf(0), 'watched');
    const { room } = await person.ask('room:create', { name: name('watched') });
    const work = async (): Promise<void> => {
      await person.ask('message:room', { room: room.id, content: 'one more' });
      await person.ask('history:fetch', { room: 'r_nowhere' });
    };
    const looked = await lookThroughPrometheus(colony.servers, work);
    expect(looked).toEqual({ withoutSeries: [], firing: [], unknown: [] });
    person.socket.close();
  });

  test('[CLU-5] a node that came back takes everybody when the other one dies', async () => {
    const [first, second] = colony.servers;
    await second?.kill('SIGTERM');
    // NGINX tries it, and finds it dead.
    const people = await Promise.all(Array.from({ length: 20 }, (_, index) => arrive(colony.url, `moving${index}`)));
    await second?.start();
    const moved = people.map(
      ({ socket }) => new Promise<void>((done) => socket.once('disconnect', () => socket.once('connect', done))),
    );
    await first?.kill('SIGKILL');
    await Promise.all(moved);
    for (const person of people) {
      expect(await person.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
      person.socket.close();
    }
    await first?.start();
  }, 60_000);

  /*
   * The other behaviour files cannot be pointed at a server that runs:
   *   backup       copies and restores the one file of the embedded store;
   *   bad-days     starts its processes on bad ports, settings and disks, and kills them (killed nodes and masters: faults, promises);
   *   crowd        needs the rate limits off and an allowed origin, and drains its process;
   *   http-edge    needs settings of its own, uses up limits, sends bodies that NGINX does not pass on, and ends its process;
   *   memory       looks into the heap of its process;
   *   restart      kills its process and starts it again on the same port (here: the test above, and faults);
   *   slow-reader  needs the rate limits off, reads one process's memory and metrics, and ends it.
   */
  test.each([
    ['WebSocket', 'websocket', ['classic', 'messages', 'rooms', 'sessions', 'bad-input', 'wire', 'inbox', '/http.']],
    ['long-polling', 'polling', ['messages', 'sessions']],
  ])(
    '[CLU-5] the behaviour of one server is that of two nodes behind NGINX, over %s',
    async (_name, transport, files) => {
      // One after the other: they all come from one address, of which NGINX lets only so much through.
      const args = ['vitest', 'run', '--project', 'behaviour', '--no-file-parallelism', '--reporter=dot', ...files];
      const child = spawn('npx', args, {
        env: { ...process.env, ROOKERY_TEST_URL: colony.url, ROOKERY_TEST_TRANSPORT: transport },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      child.stdout.on('data', (data: Buffer) => (said += data.toString()));
      child.stderr.on('data', (data: Buffer) => (said += data.toString()));
      const code = await new Promise((resolve) => child.once('exit', resolve));
      expect(code, said.slice(-4_000)).toBe(0);
    },
    170_000,
  );
});
