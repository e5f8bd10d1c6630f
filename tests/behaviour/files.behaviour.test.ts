import { request } from 'node:http';
import { classic, everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { openTarget } from '@rookery/testkit/target';
import sharp from 'sharp';
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

test('[FILE-2] whoever is removed from the room before she sends her file sends it there no more, and still has it for elsewhere', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const file = await uploaded(ben, 'late.bin', 'bytes');
  await ann.ask('room:remove', { room, user: ben.me['id'] });
  expect(await ben.ask('message:room', { room, files: [file.id] })).toMatchObject({ ok: false });
  expect(await ann.ask('files:list', { conversation: room })).toMatchObject({ files: [] });
  expect([await statusFor(ben, file.id), await statusFor(ann, file.id)]).toEqual([200, 404]);
  const sent = await ben.ask('message:private', { to: ann.me['id'], files: [file.id] });
  const heard = await ann.hears('message:receive', ({ id }) => id === sent['id']);
  expect(await statusFor(ann, heard['files'][0].id)).toBe(200);
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

test('[FILE-15, FILE-16] its uploader says what it shows until it is sent, and of sound how it goes; readers have that', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const post = async (query: string, body: BodyInit) => {
    const address = `${target.url}/api/v1/files?${query}`;
    return (await fetch(address, { method: 'POST', headers: bearer(ann.token), body })).json() as Promise<Answer>;
  };
  // No header of it says how long it is.
  const sound = new Uint8Array([...Buffer.from('fff15080021ffc', 'hex'), ...Array<number>(64).fill(0)]);
  const said = `alt=${encodeURIComponent(' a bell, 两次\n')}&durationMs=1500&waveform=${encodeURIComponent('AP9/')}`;
  const { file } = await post(`name=a.aac&${said}`, sound);
  expect(file).toMatchObject({ type: 'audio/aac', alt: 'a bell, 两次', waveform: 'AP9/' });
  expect(file.durationMs).toBeGreaterThan(0);
  const { file: text } = await post(`name=a.txt&${said}`, 'not sound');
  expect(text).not.toHaveProperty('waveform');
  expect(text).not.toHaveProperty('durationMs');
  for (const [query, error] of [
    [`alt=${'x'.repeat(1_001)}`, { code: 'too_large', field: 'alt' }],
    ['alt=%00', { code: 'bad_request', field: 'alt' }],
    ['durationMs=-1', { code: 'bad_request', field: 'durationMs' }],
    ['waveform=%3Cb%3E', { code: 'bad_request', field: 'waveform' }],
    [`waveform=${'A'.repeat(92)}`, { code: 'too_large', field: 'waveform' }],
  ] as const)
    expect((await post(query, sound)).error, query.slice(0, 20)).toMatchObject(error);

  const words = { id: file.id, alt: 'a bell' };
  expect(await ben.ask('files:describe', words)).toMatchObject({ error: { code: 'not_found', field: 'id' } });
  expect(await ann.ask('files:describe', words)).toMatchObject({ ok: true, file: { ...file, alt: 'a bell' } });
  const none = await ann.ask('files:describe', { id: text.id, alt: '' });
  expect(none.file).not.toHaveProperty('alt');
  const { id } = await ann.ask('message:room', { room, files: [file.id, text.id] });
  const heard = await ben.hears('message:receive', (one) => one['id'] === id);
  expect(heard['files']).toEqual([{ ...file, alt: 'a bell' }, none.file]);
  // Not hers alone any more, nor anybody's.
  for (const one of [ann, ben])
    expect(await one.ask('files:describe', words)).toMatchObject({ error: { code: 'not_found', field: 'id' } });
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

  test('[RPT-1] a message of a file alone is reported as it is: without words', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const file = await uploaded(ben, 'rude.txt', Buffer.from('rude'));
    const { id, seq } = await ben.ask('message:room', { room, files: [file.id], clientId: 'rude' });
    expect(id).toEqual(expect.any(String));
    expect(await ann.ask('report:create', { conversation: room, seq, reason: 'look' })).toEqual({ ok: true });
    expect(await ann.ask('reports:list', { conversation: room })).toMatchObject({
      reports: [{ seq, message: { content: '' } }],
    });
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

  test('counts against what a day allows from its beginning', async () => {
    const ann = await guest(target.url, 'ann');
    const headers = { ...bearer(ann.token), 'upload-length': `${25 * 2 ** 20}` };
    for (let index = 0; index < 8; index += 1)
      expect((await fetch(`${target.url}/api/v1/uploads`, { method: 'POST', headers })).status).toBe(201);
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
    [{ range: 'bytes=7-0' }, [200, null, bytes.toString()]],
    [{ range: 'Bytes= 0-7' }, [206, `bytes 0-7/${bytes.length}`, '<script>']],
    [{ range: `bytes=${'9'.repeat(30)}-` }, [416, `bytes */${bytes.length}`, '']],
    [{ range: 'bytes=-0' }, [416, `bytes */${bytes.length}`, '']],
    [{ 'if-none-match': etag }, [304, null, '']],
    [{ 'if-none-match': `"other", W/${etag}` }, [304, null, '']],
    [{ 'if-none-match': '*' }, [304, null, '']],
    [{ 'if-none-match': '"other"' }, [200, null, bytes.toString()]],
  ];
  for (const [asked, expected] of ranged) expect(await part(asked), JSON.stringify(asked)).toEqual(expected);
  // HEAD gives nothing, so no range of it either.
  const head = await get(ann, id, { range: 'bytes=0-7' }, 'HEAD');
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

test('[FILE-11] what a file is its bytes say: a picture has its size, a preview and is shown, what only claims to be one is a document', async () => {
  const { ann, ben, room } = await roomOfTwo();
  const pixels = { width: 600, height: 300, channels: 3, background: '#c0ffee' } as const;
  const png = await sharp({ create: pixels }).png().toBuffer();
  const picture = await uploaded(ann, 'notes.txt', png);
  expect(picture).toMatchObject({
    name: 'notes.txt',
    type: 'image/png',
    width: 600,
    height: 300,
    thumb: expect.any(String),
  });
  const page = await uploaded(ann, 'page.png', '<html><script>alert(1)</script></html>');
  expect(page.type).not.toMatch(/^image|html/);
  const drawing = await uploaded(
    ann,
    'a.svg',
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  const files = [picture, page, drawing].map(({ id }) => id as string);
  const { seq } = await ann.ask('message:room', { room, files });
  expect(await ben.hears('message:receive')).toMatchObject({ files: [picture, page, drawing] });
  const shown = await get(ben, picture.id);
  expect(shown.headers.get('content-disposition')).toMatch(/^inline; /);
  expect(shown.headers.get('content-type')).toBe('image/png');
  expect(await sharp(await shown.arrayBuffer()).metadata()).toMatchObject({ width: 600, height: 300 });
  const preview = await get(ben, `${picture.id}/preview?w=480`);
  expect(preview.headers.get('content-type')).toBe('image/webp');
  expect(await sharp(await preview.arrayBuffer()).metadata()).toMatchObject({
    format: 'webp',
    width: 480,
    height: 240,
  });
  for (const { id } of [page, drawing]) {
    const given = await get(ben, id as string);
    expect(given.headers.get('content-disposition')).toMatch(/^attachment; /);
    await given.arrayBuffer();
    expect(await statusFor(ben, `${id}/preview`)).toBe(404);
  }
  const list = async (type: string) => {
    const answer = await ben.ask('files:list', { conversation: room, type });
    return (answer['files'] as Answer[]).map(({ file }) => file.id as string);
  };
  expect([await list('image'), await list('document')]).toEqual([files.slice(0, 1), files.slice(1)]);
  const copied = await ben.ask('message:private', { to: ben.me['id'], files: files.slice(0, 1) });
  const copy = (await ben.hears('message:receive', ({ id }) => id === copied['id']))['files'][0] as Answer;
  await ann.ask('message:delete', { conversation: room, seq });
  expect(await statusFor(ben, `${picture.id}/preview`)).toBe(404);
  expect(await statusFor(ben, `${copy.id}/preview`)).toBe(200);
});

describe('[FILE-12] an upload in pieces', () => {
  const at = (path: string, method: string, by: Someone, headers: Record<string, string> = {}, body?: BodyInit) =>
    fetch(new URL(path, target.url), {
      method,
      headers: { ...bearer(by.token), 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const begin = async (by: Someone, name: string, bytes: number): Promise<string> => {
    const metadata = `filename ${Buffer.from(name).toString('base64')},filetype aW1hZ2UvcG5n`;
    const response = await at('/api/v1/uploads', 'POST', by, {
      'upload-length': `${bytes}`,
      'upload-metadata': metadata,
    });
    expect([response.status, response.headers.get('tus-resumable')]).toEqual([201, '1.0.0']);
    return response.headers.get('location') ?? '';
  };
  const goOn = (place: string, by: Someone, offset: number, body: BodyInit) =>
    at(place, 'PATCH', by, { 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' }, body);
  const offsetAt = async (place: string, by: Someone) => {
    const response = await at(place, 'HEAD', by);
    return [response.status, response.headers.get('upload-offset'), response.headers.get('rookery-file')];
  };

  test('goes on where it broke off, and is a file with its last byte', async () => {
    const { ann, ben, room } = await roomOfTwo();
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    const place = await begin(ann, '长.bin', bytes.length);
    expect(await offsetAt(place, ann)).toEqual([200, '0', null]);
    // Breaks off after the first hundred thousand.
    const breaking = request(new URL(place, target.url), {
      method: 'PATCH',
      headers: {
        ...{ ...bearer(ann.token), 'upload-offset': '0', 'content-length': '200000' },
        'content-type': 'application/offset+octet-stream',
      },
    });
    breaking.on('error', () => undefined);
    breaking.write(bytes.subarray(0, 100_000), () => setImmediate(() => breaking.destroy()));
    await expect.poll(async () => (await offsetAt(place, ann))[1], { timeout: 10_000 }).not.toBe('0');
    const come = Number((await offsetAt(place, ann))[1]);
    expect(come).toBeLessThanOrEqual(100_000);
    expect((await goOn(place, ann, come + 1, 'x')).status).toBe(409);
    expect((await goOn(place, ben, come, 'x')).status).toBe(404);
    const second = await goOn(place, ann, come, bytes.subarray(come, 250_000));
    expect([second.status, second.headers.get('upload-offset')]).toEqual([204, '250000']);
    const last = await goOn(place, ann, 250_000, bytes.subarray(250_000));
    const id = last.headers.get('rookery-file') ?? '';
    expect([last.status, last.headers.get('upload-offset'), id]).toEqual([204, '300000', expect.stringMatching(/^f_/)]);
    expect(await offsetAt(place, ann)).toEqual([200, '300000', id]);
    await ann.ask('message:room', { room, files: [id] });
    expect(await ben.hears('message:receive')).toMatchObject({ files: [{ id, name: '长.bin', bytes: 300_000 }] });
    expect(Buffer.from(await (await get(ben, id)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('is refused where it is too large, and can be ended', async () => {
    const ann = await guest(target.url, 'ann');
    const tooLarge = await at('/api/v1/uploads', 'POST', ann, { 'upload-length': `${25 * 2 ** 20 + 1}` });
    expect(tooLarge.status).toBe(413);
    const place = await begin(ann, 'a', 3);
    expect((await goOn(place, ann, 0, 'four')).status).toBe(413);
    expect((await at(place, 'DELETE', ann)).status).toBe(204);
    expect(await offsetAt(place, ann)).toEqual([404, null, null]);
    // So is one whose last byte has come, until it is sent.
    const whole = await begin(ann, 'b', 3);
    const id = (await goOn(whole, ann, 0, 'abc')).headers.get('rookery-file') ?? '';
    const other = await guest(target.url, 'other');
    expect((await at(whole, 'DELETE', other)).status).toBe(404);
    expect((await at(whole, 'DELETE', ann)).status).toBe(204);
    expect((await get(ann, id)).status).toBe(404);
    const offer = await at('/api/v1/uploads', 'OPTIONS', ann);
    expect(offer.headers.get('tus-extension')).toBe('creation,termination,expiration');
    expect((await at('/api/v1/uploads', 'POST', ann, { 'tus-resumable': '2.0.0', 'upload-length': '1' })).status).toBe(
      412,
    );
  });
});
