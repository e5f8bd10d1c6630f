import { randomBytes } from 'node:crypto';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, newAccount, password } from './account-program.ts';
import { call } from './http-program.ts';

let target: Awaited<ReturnType<typeof openTarget>>;
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

type Session = { readonly token: string };

/** A square of one colour that says where it was taken. */
const square = async (background: string): Promise<Blob> =>
  new Blob([
    new Uint8Array(
      await sharp({ create: { width: 256, height: 256, channels: 3, background } })
        .withExif({ IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
        .jpeg()
        .toBuffer(),
    ),
  ]);
/** What no compression makes smaller than a picture may be. */
async function noise(): Promise<Blob> {
  const [width, height, channels] = [700, 700, 3] as const;
  const raw = { width, height, channels };
  return new Blob([
    new Uint8Array(
      await sharp(randomBytes(width * height * channels), { raw })
        .png()
        .toBuffer(),
    ),
  ]);
}
async function upload({ token }: Session, body: BodyInit): Promise<string> {
  const response = await fetch(`${target.url}/api/v1/files?name=face.jpg`, {
    ...{ method: 'POST', headers: bearer(token), body },
  });
  const answer = (await response.json()) as Answer;
  expect(answer).toMatchObject({ ok: true });
  return answer['file'].id as string;
}
const get = (by: Session | null, id: string, what = '/preview?w=96') =>
  fetch(`${target.url}/api/v1/files/${id}${what}`, { headers: by ? bearer(by.token) : {} });
async function statusFor(by: Session | null, id: string): Promise<number> {
  const response = await get(by, id);
  await response.arrayBuffer();
  return response.status;
}

test('[FILE-13] an avatar is a picture of one’s own, which everybody with a session sees wherever she is, and ends with the next one and with the account', async () => {
  const ann = await newAccount(target.url, 'ann');
  const [friend, stranger] = [await guest(target.url, 'friend'), await guest(target.url, 'stranger')];
  const set = async (avatar: string | null) => (await call(target.url, 'profile:set', { avatar }, ann.token)).answer;
  const sent = await friend.ask('message:private', { to: ann.me['id'], content: 'before' });
  await call(target.url, 'message:private', { to: friend.me['id'], content: 'hers' }, ann.token);

  const [first, second] = [await upload(ann, await square('#a00')), await upload(ann, await square('#0a0'))];
  expect([await statusFor(ann, first), await statusFor(friend, first), await statusFor(null, first)]).toEqual([
    ...[200, 404, 401],
  ]);
  expect(await set(first)).toMatchObject({ ok: true, user: { avatar: first } });
  expect(await set(first)).toMatchObject({ ok: true, user: { avatar: first } });
  await friend.hears('people:update', ({ users }) => (users as Answer[]).some(({ avatar }) => avatar === first));
  expect([await statusFor(stranger, first), await statusFor(null, first)]).toEqual([200, 401]);
  const whole = await get(stranger, first, '');
  const kept = Buffer.from(await whole.arrayBuffer());
  const about = await sharp(kept).metadata();
  expect(about).toMatchObject({ format: 'jpeg', width: 256 });
  expect(about).not.toHaveProperty('exif');
  const { messages } = await friend.ask('history:fetch', { conversation: sent['conversation'] });
  const shown = (messages as Answer[]).map(({ user }) => (user as Answer)['avatar'] as unknown);
  expect(shown).toEqual([undefined, first]);
  const { entries } = await friend.ask('inbox:list');
  expect(entries[0]).toMatchObject({ user: { avatar: first } });

  // What is not hers, not there, sent already, no picture or too large stands for nobody.
  const foreign = await upload(friend, await square('#00a'));
  const used = await upload(ann, await square('#aa0'));
  await call(target.url, 'message:private', { to: friend.me['id'], files: [used] }, ann.token);
  for (const id of [foreign, 'f_unknown', used])
    expect(await set(id)).toMatchObject({ ok: false, error: { code: 'not_found', field: 'avatar' } });
  for (const body of ['no picture', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'])
    expect(await set(await upload(ann, body))).toMatchObject({ error: { code: 'bad_request', field: 'avatar' } });
  expect(await set(await upload(ann, await noise()))).toMatchObject({ error: { code: 'too_large', field: 'avatar' } });
  // Nor is it sent as hers any more.
  const sending = await call(target.url, 'message:private', { to: friend.me['id'], files: [first] }, ann.token);
  expect(sending.answer).toMatchObject({ error: { code: 'not_found', field: 'files' } });

  expect(await set(second)).toMatchObject({ user: { avatar: second } });
  expect([await statusFor(friend, first), await statusFor(friend, second)]).toEqual([404, 200]);
  expect((await set(null))['user']).not.toHaveProperty('avatar');
  expect(await statusFor(ann, second)).toBe(404);

  const last = await upload(ann, await square('#0aa'));
  await set(last);
  expect(await ask(target.url, 'DELETE', 'account', { current: password }, bearer(ann.token))).toMatchObject({
    status: 204,
  });
  expect(await statusFor(friend, last)).toBe(404);
  const { users } = await friend.ask('people:look', { users: [ann.me['id']] });
  expect(users[0]).not.toHaveProperty('avatar');
});

test('[FILE-14] a room’s picture is set by who may edit the room, seen by who may know of the room, told live and to who comes back', async () => {
  const [owner, member] = [await guest(target.url, 'owner'), await guest(target.url, 'member')];
  const stranger = await guest(target.url, 'stranger');
  const { room } = await owner.ask('room:create', { name: freshName('secret'), visibility: 'private' });
  const { room: open } = await owner.ask('room:create', { name: freshName('open') });
  const set = (by: typeof owner, id: string, picture: string | null) => by.ask('room:edit', { room: id, picture });
  const [first, second, third] = [
    await upload(owner, await square('#123')),
    await upload(owner, await square('#456')),
    await upload(owner, await square('#789')),
  ];
  expect(await set(owner, room.id, first)).toMatchObject({ ok: true, room: { picture: first }, rev: 1 });
  const seenBy = async (id: string) => [
    await statusFor(owner, id),
    await statusFor(member, id),
    await statusFor(stranger, id),
    await statusFor(null, id),
  ];
  expect(await seenBy(first)).toEqual([200, 404, 404, 401]);
  await owner.ask('room:invite', { room: room.id, user: member.me['id'] });
  expect(await seenBy(first)).toEqual([200, 200, 404, 401]);
  const { entries } = await member.ask('inbox:list');
  expect(entries[0]).toMatchObject({ invited: true, room: { picture: first } });
  const { head } = await member.ask('room:join', room.id);

  const hers = await upload(member, await square('#abc'));
  expect(await set(member, room.id, hers)).toMatchObject({ error: { code: 'forbidden' } });
  expect(await set(owner, room.id, hers)).toMatchObject({ error: { code: 'not_found', field: 'picture' } });
  // What shows another room does not show this one.
  expect(await set(owner, open.id, first)).toMatchObject({ error: { code: 'not_found', field: 'picture' } });
  expect(await seenBy(first)).toEqual([200, 200, 404, 401]);

  expect(await set(owner, room.id, second)).toMatchObject({ ok: true, room: { picture: second } });
  await member.hears('message:update', ({ kind, room: now }) => kind === 'room' && now.picture === second);
  const position = { conversation: room.id, epoch: head.epoch, seq: head.seq, rev: head.rev };
  const { conversations } = await member.ask('sync', { conversations: [position] });
  expect(conversations[0].changes.at(-1)).toMatchObject({ kind: 'room', room: { picture: second } });
  expect([await statusFor(member, first), await statusFor(member, second)]).toEqual([404, 200]);
  await owner.ask('room:remove', { room: room.id, user: member.me['id'] });
  expect(await seenBy(second)).toEqual([200, 404, 404, 401]);
  const { records } = await owner.ask('audit:list', { room: room.id });
  expect(records).toContainEqual(
    expect.objectContaining({ act: 'room:edit', before: { picture: first }, after: { picture: second } }),
  );

  expect(await set(owner, open.id, third)).toMatchObject({ ok: true });
  expect(await seenBy(third)).toEqual([200, 200, 200, 401]);
  const { rooms } = await stranger.ask('rooms:list', { query: open.name });
  expect(rooms).toMatchObject([{ picture: third }]);
  await owner.ask('room:delete', { room: open.id });
  expect(await seenBy(third)).toEqual([404, 404, 404, 401]);
  const group = await owner.ask('direct:open', { users: [member.me['id'], stranger.me['id']] });
  const forGroup = await owner.ask('room:edit', {
    ...{ conversation: group['conversation'], picture: await upload(owner, await square('#fff')) },
  });
  expect(forGroup).toMatchObject({ error: { code: 'forbidden' } });
});
