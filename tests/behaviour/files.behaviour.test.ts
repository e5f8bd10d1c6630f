import { request } from 'node:http';
import { classic, everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: { readonly url: string; stop(): Promise<void> };
beforeAll(async () => {
  target = await openTarget();
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

type Someone = Awaited<ReturnType<typeof guest>>;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

async function upload(by: Someone, name: string, body: BodyInit): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${target.url}/api/v1/files?name=${encodeURIComponent(name)}`, {
    ...{ method: 'POST', headers: bearer(by.token), body },
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}
async function uploaded(by: Someone, name: string, body: BodyInit): Promise<Answer> {
  const { status, answer } = await upload(by, name, body);
  expect(status).toBe(201);
  return answer['file'] as Answer;
}
const get = (by: Someone | null, id: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${target.url}/api/v1/files/${id}`, { method, headers: { ...(by ? bearer(by.token) : {}), ...headers } });
const statusFor = async (by: Someone | null, id: string): Promise<number> => {
  const response = await get(by, id);
  await response.arrayBuffer();
  return response.status;
};

/** A private room of two. */
async function roomOfTwo(): Promise<{ ann: Someone; ben: Someone; room: string }> {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'files', visibility: 'private' });
  await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
  await ben.ask('room:join', { room: room.id });
  return { ann, ben, room: room.id as string };
}

test('[FILE-2, FILE-8] a file is uploaded, sent in a message, and read by everybody in the conversation and by nobody else', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const stranger = await guest(target.url, 'stranger');
  const bytes = Buffer.from('the bytes of it\0\xff', 'latin1');
  const file = await uploaded(ann, '报告 1.pdf', bytes);
  expect(file).toMatchObject({ name: '报告 1.pdf', bytes: bytes.length, createdAt: expect.any(Number) });
  expect(file).not.toHaveProperty('hash');
  expect([await statusFor(ann, file.id), await statusFor(ben, file.id), await statusFor(null, file.id)]).toEqual([
    200, 404, 401,
  ]);

  const sent = { room, files: [file.id], clientId: 'with-a-file' };
  const ack = await ann.ask('message:room', sent);
  expect(ack).toMatchObject({ ok: true, duplicate: false });
  const heard = await ben.hears('message:receive', ({ id }) => id === ack['id']);
  expect(heard).toMatchObject({ content: '', files: [file] });
  expect(await ann.ask('message:room', sent)).toMatchObject({ ok: true, duplicate: true, id: ack['id'] });
  const { messages } = await ben.ask('history:fetch', { room });
  expect(messages).toMatchObject([{ files: [file] }]);
  const response = await get(ben, file.id);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  expect(await ben.ask('files:list', { conversation: room })).toMatchObject({
    files: [{ file, seq: ack['seq'], user: { id: ann.me['id'] }, at: ack['at'] }],
    next: null,
  });
  expect(await statusFor(stranger, file.id)).toBe(404);
  // Not hers to send, and sent already.
  const refused = { ok: false, error: { code: 'not_found', field: 'files' } };
  expect(await stranger.ask('message:private', { to: ann.me['id'], files: [file.id] })).toMatchObject(refused);
  expect(await ann.ask('message:room', { room, files: [file.id, file.id] })).toMatchObject({
    error: { code: 'bad_request', field: 'files' },
  });
  expect(await ann.ask('message:room', { room, files: ['f_unknown'] })).toMatchObject(refused);
  expect(await ann.ask('message:room', { room })).toMatchObject({ error: { code: 'bad_request', field: 'content' } });
  const eleven = Array.from({ length: 11 }, (_, index) => `f_${index}`);
  expect(await ann.ask('message:room', { room, files: eleven })).toMatchObject({
    error: { code: 'too_large', field: 'files' },
  });

  await ann.ask('room:remove', { room, user: ben.me['id'] });
  expect([await statusFor(ann, file.id), await statusFor(ben, file.id)]).toEqual([200, 404]);
  await ann.ask('message:delete', { conversation: room, seq: ack['seq'] });
  expect(await statusFor(ann, file.id)).toBe(404);
  expect(await ann.ask('files:list', { conversation: room })).toMatchObject({ files: [] });
});

test('[FILE-9] whoever can read a file sends it elsewhere, as another one that lives on by itself', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const file = await uploaded(ann, 'a.bin', 'bytes');
  const { seq } = await ann.ask('message:room', { room, content: 'look', files: [file.id] });
  const copied = await ben.ask('message:private', { to: ben.me['id'], files: [file.id] });
  const copy = (await ben.hears('message:receive', ({ id }) => id === copied['id']))['files'][0] as Answer;
  expect(copy).toEqual({ ...file, id: expect.not.stringMatching(file.id) });
  const again = await ann.ask('message:room', { room, files: [file.id] });
  const third = (await ben.hears('message:receive', ({ id }) => id === again['id']))['files'][0] as Answer;
  await ann.ask('message:delete', { conversation: room, seq });
  expect([await statusFor(ben, file.id), await statusFor(ben, copy.id), await statusFor(ben, third.id)]).toEqual([
    404, 200, 200,
  ]);
  expect(await statusFor(ann, copy.id)).toBe(404);
});

describe('[FILE-6] an upload', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['..', 'file'],
    ['', 'file'],
    ['a\0b\nc\r.txt', 'abc.txt'],
    ['\u202egnp.exe', 'gnp.exe'],
    ['👨‍👩‍👧 照片.jpg', '👨‍👩‍👧 照片.jpg'],
    [`${'x'.repeat(10_000)}.tar.gz`, `${'x'.repeat(197)}.gz`],
  ])('keeps of the name %j what is fit to be shown', async (given, kept) => {
    const ann = await guest(target.url, 'ann');
    expect((await uploaded(ann, given, 'x')).name).toBe(kept);
  });

  test('is refused before its body is read where it is too large, empty, of no stated length, or nobody’s', async () => {
    const ann = await guest(target.url, 'ann');
    /** Sends the head alone. */
    const head = (headers: Record<string, string>): Promise<[number, Answer]> =>
      new Promise((resolve, reject) => {
        const asked = request(`${target.url}/api/v1/files?name=a`, { method: 'POST', headers }, (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () => {
            asked.destroy();
            resolve([response.statusCode ?? 0, JSON.parse(Buffer.concat(pieces).toString()) as Answer]);
          });
        });
        asked.on('error', reject);
        asked.flushHeaders();
      });
    const tooLarge = String(25 * 2 ** 20 + 1);
    expect(await head({ ...bearer(ann.token), 'content-length': tooLarge })).toMatchObject([
      413,
      { error: { code: 'too_large' } },
    ]);
    expect(await head({ ...bearer(ann.token), 'transfer-encoding': 'chunked' })).toMatchObject([
      400,
      { error: { code: 'bad_request' } },
    ]);
    expect(await head({ 'content-length': '7' })).toMatchObject([401, { error: { code: 'unauthorized' } }]);
    expect(await upload(ann, 'empty', '')).toMatchObject({ status: 400 });
  });

  test('counts against what a day allows', async () => {
    const ann = await guest(target.url, 'ann');
    const body = Buffer.alloc(25 * 2 ** 20, 7);
    for (let index = 0; index < 8; index += 1) await uploaded(ann, `${index}`, body);
    expect(await upload(ann, 'more', 'x')).toMatchObject({ status: 429, answer: { error: { code: 'rate_limited' } } });
  });
});

test('[FILE-7] a file is given out in parts, once, and as nothing that could run', async () => {
  const ann = await guest(target.url, 'ann');
  const bytes = Buffer.from('<script>alert(1)</script> 0123456789');
  const { id } = await uploaded(ann, '«a» "b".html', bytes);
  const whole = await get(ann, id);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  const headers = Object.fromEntries(whole.headers);
  expect(headers).toMatchObject({
    'accept-ranges': 'bytes',
    'cache-control': expect.stringMatching(/^private, .*immutable/),
    'content-disposition': `attachment; filename="_a_ _b_.html"; filename*=UTF-8''%C2%ABa%C2%BB%20%22b%22.html`,
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  });
  expect(headers['content-type']).not.toMatch(/html|xml|script/);
  const etag = headers['etag'] ?? '';
  const part = async (more: Record<string, string>) => {
    const response = await get(ann, id, more);
    return [
      response.status,
      response.headers.get('content-range'),
      Buffer.from(await response.arrayBuffer()).toString(),
    ];
  };
  const last = bytes.length - 1;
  const ranged: [Record<string, string>, unknown][] = [
    [{ range: 'bytes=0-7' }, [206, `bytes 0-7/${bytes.length}`, '<script>']],
    [{ range: 'bytes=-4' }, [206, `bytes ${last - 3}-${last}/${bytes.length}`, '6789']],
    [{ range: `bytes=${last}-999999` }, [206, `bytes ${last}-${last}/${bytes.length}`, '9']],
    [{ range: `bytes=${bytes.length}-` }, [416, `bytes */${bytes.length}`, '']],
    [{ range: 'bytes=0-7', 'if-range': etag }, [206, `bytes 0-7/${bytes.length}`, '<script>']],
    [{ range: 'bytes=0-7', 'if-range': '"other"' }, [200, null, bytes.toString()]],
    [{ range: 'bytes=0-1,3-4' }, [200, null, bytes.toString()]],
    [{ range: 'lines=1-2' }, [200, null, bytes.toString()]],
    [{ 'if-none-match': etag }, [304, null, '']],
  ];
  for (const [asked, expected] of ranged) expect(await part(asked), JSON.stringify(asked)).toEqual(expected);
  const head = await get(ann, id, {}, 'HEAD');
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, `${bytes.length}`, '']);
  expect((await get(ann, id, {}, 'DELETE')).status).toBe(405);
  expect(await statusFor(ann, 'no-id')).toBe(404);
});

test('[FILE-2] a classic client reads the names of what it cannot show', async () => {
  const ann = await guest(target.url, 'ann');
  const [name, room] = [freshName('old'), freshName('room')];
  await ann.ask('room:create', room);
  const old = await classic(target.url, name);
  old.socket.emit('room:join', room);
  await ann.hears('room:update', ({ members }) => members === 2);
  const files = [await uploaded(ann, 'a.png', 'x'), await uploaded(ann, '乙.pdf', 'y')].map(({ id }) => id as string);
  await ann.ask('message:room', { room, content: 'look', files });
  expect(await old.hears('message:receive')).toMatchObject({
    from: ann.me['username'],
    content: 'look\n📎 a.png\n📎 乙.pdf',
  });
  expect(await ann.hears('message:receive')).toMatchObject({ content: 'look' });
});
