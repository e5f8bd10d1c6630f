import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

// What goes wrong with files: wrong bodies, names and types, full disks, killed nodes. On a server whose files lie on a volume of their own, in memory.

const mib = 1_048_576;
/** More than the gibibyte that stays free. Nothing of it is taken until something lies there. */
const roomy = 'size=1300m';
let volume: string;
let target: Target;
beforeAll(async () => {
  volume = mkdtempSync(join(tmpdir(), 'rookery-volume-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `${roomy},mode=700`, 'tmpfs', volume]);
  target = await startTarget({ ROOKERY_FILES: volume, ROOKERY_RATE_LIMITS: 'off' });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  execFileSync('umount', ['-l', volume]);
  rmSync(volume, { recursive: true, force: true });
});

type Someone = Awaited<ReturnType<typeof guest>>;
const bearer = (by: Someone) => ({ authorization: `Bearer ${by.token}` });
const newcomer = (): Promise<Someone> => guest(target.url, 'ann');

/** All files on the volume, also those that are half. The server may take a folder away while it is looked at: then it is looked again. */
const onVolume = (): readonly string[] => {
  for (;;) {
    try {
      return readdirSync(volume, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(volume.length))
        .toSorted();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
};

async function upload(
  by: Someone,
  name: string,
  body: Uint8Array | string,
): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(`${target.url}/api/v1/files?name=${encodeURIComponent(name)}`, {
    ...{ method: 'POST', headers: bearer(by), body: body as BodyInit },
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}
async function uploaded(by: Someone, name: string, body: Uint8Array | string): Promise<Answer> {
  const { status, answer } = await upload(by, name, body);
  expect(status, JSON.stringify(answer)).toBe(201);
  return answer['file'] as Answer;
}
const get = (by: Someone, id: string) => fetch(`${target.url}/api/v1/files/${id}`, { headers: bearer(by) });
const bytesOf = async (by: Someone, id: string): Promise<Buffer> =>
  Buffer.from(await (await get(by, id)).arrayBuffer());

const tus = { 'tus-resumable': '1.0.0' };
const piece = { ...tus, 'content-type': 'application/offset+octet-stream' };
const at = (place: string, method: string, by: Someone, headers: object, body?: Uint8Array | string) =>
  fetch(new URL(place, target.url), {
    ...{ method, headers: { ...bearer(by), ...headers } as Record<string, string> },
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
const begin = async (by: Someone, bytes: number, name?: Buffer): Promise<string> => {
  const metadata = name === undefined ? {} : { 'upload-metadata': `filename ${name.toString('base64')}` };
  const begun = await at('/api/v1/uploads', 'POST', by, { ...tus, 'upload-length': `${bytes}`, ...metadata });
  expect(begun.status).toBe(201);
  return begun.headers.get('location') ?? '';
};

/** A body whose parts the test sends when it wants to, and what is answered. */
function openBody(path: string, method: string, by: Someone, headers: Record<string, string>) {
  const asked: ClientRequest = request(new URL(path, target.url), { method, headers: { ...bearer(by), ...headers } });
  const answered = new Promise<{ status: number; answer: Answer | null }>((resolve, reject) => {
    asked.on('error', reject);
    asked.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (one: Buffer) => pieces.push(one));
      response.on('end', () => {
        const words = Buffer.concat(pieces).toString();
        resolve({ status: response.statusCode ?? 0, answer: words === '' ? null : (JSON.parse(words) as Answer) });
        asked.destroy();
      });
    });
  });
  answered.catch(() => undefined);
  return { asked, answered };
}

describe('[FILE-6] a disk that fills up in the middle of an upload', () => {
  test.each([
    ['has no byte left', 'size=4m'],
    ['has only what stays free', 'size=900m'],
  ])(
    'and %s is told in words; nothing half stays, talk goes on, and so do uploads when there is space again',
    async (_left, size) => {
      const ann = await newcomer();
      const { room } = await ann.ask('room:create', { name: freshName('disk') });
      const before = onVolume();
      const bytes = randomBytes(6 * mib);
      const whole = openBody('/api/v1/files?name=a.bin', 'POST', ann, { 'content-length': `${bytes.length}` });
      const place = await begin(ann, bytes.length);
      const inPieces = openBody(place, 'PATCH', ann, {
        ...piece,
        ...{ 'upload-offset': '0', 'content-length': `${bytes.length}` },
      });
      for (const { asked } of [whole, inPieces]) asked.write(bytes.subarray(0, mib));
      await until('both have begun to come', () => onVolume().length === before.length + 2);
      execFileSync('mount', ['-o', `remount,${size}`, volume]);
      try {
        const noSpace = { code: 'unavailable', message: expect.stringMatching(/no space left/), retryAfterMs: 60_000 };
        for (const { asked, answered } of [whole, inPieces]) {
          // As fast as it is taken: whoever is refused hears why.
          for (let sent = mib; sent < bytes.length; sent += mib)
            await Promise.race([
              answered.catch(() => undefined),
              new Promise((taken) => asked.write(bytes.subarray(sent, sent + mib), taken)),
            ]);
          expect(await answered).toMatchObject({ status: 503, answer: { ok: false, error: noSpace } });
        }
        await until('what was begun is gone', () => onVolume().length === before.length);
        expect(await upload(ann, 'b.bin', 'x')).toMatchObject({ status: 503, answer: { error: noSpace } });
        expect((await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, 'x')).status).toBe(503);
        expect(await ann.ask('message:room', { room: room.id, content: 'talk goes on' })).toMatchObject({ ok: true });
      } finally {
        execFileSync('mount', ['-o', `remount,${roomy}`, volume]);
      }
      const { id } = await uploaded(ann, 'a.bin', bytes);
      expect((await bytesOf(ann, id)).equals(bytes)).toBe(true);
      expect(
        (await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, bytes)).headers.get('rookery-file'),
      ).toMatch(/^f_/);
    },
  );
});

describe('[FILE-6] a body', () => {
  /** What a connection is answered that says this and then nothing more. */
  const say = (words: string, isEnded = false): Promise<string> =>
    new Promise((resolve) => {
      const { hostname, port } = new URL(target.url);
      const socket = connect(Number(port), hostname);
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(heard));
      socket.write(words);
      if (isEnded) socket.end();
    });
  const head = (by: Someone, ...more: string[]): string =>
    `POST /api/v1/files?name=a.txt HTTP/1.1\r\nHost: ${new URL(target.url).host}\r\nAuthorization: Bearer ${by.token}\r\n${more.join('\r\n')}\r\n\r\n`;

  test('that is shorter than it says, or of a length that is none, is no file', async () => {
    const ann = await newcomer();
    const before = onVolume();
    await say(`${head(ann, 'Content-Length: 10')}short`, true);
    for (const length of [
      ['Content-Length: -1'],
      ['Content-Length: 1e3'],
      ['Content-Length: 0x10'],
      ['Content-Length: 3', 'Content-Length: 4'],
      ['Content-Length: 3', 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: chunked', 'Connection: close'],
      ['Content-Length: 99999999999999999999', 'Connection: close'],
      ['Connection: close'],
    ])
      expect(await say(`${head(ann, ...length)}abc`), length.join()).toMatch(/^HTTP\/1\.1 (?:400|413) /);
    await until('nothing of them is there', () => onVolume().length === before.length);
  });

  test('that is longer than it says ends where it says; the rest is no request', async () => {
    const ann = await newcomer();
    // The 400 may overtake the answer to the upload.
    const said = await say(`${head(ann, 'Content-Length: 3')}abcdef\r\n\r\n`);
    expect(said).toMatch(/HTTP\/1\.1 400 Bad Request/);
    expect(said.match(/HTTP\/1\.1 /g)?.length).toBeLessThanOrEqual(2);
    expect(said.replace(/"bytes":3,/, '')).not.toContain('"bytes"');
  });
});

describe('[FILE-7, FILE-11] what could run, or is not what it claims,', () => {
  const chunk = (name: string, ...numbers: number[]): Buffer => {
    const data = Buffer.from(numbers);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)]);
  };
  const vast = Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', 0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 6, 0, 0, 0),
    chunk('IDAT', 120, 1, 0, 0, 0),
    chunk('IEND'),
  ]);
  const script = '<script>alert(document.domain)</script>';
  const documents: [string, Buffer | string][] = [
    ['a.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${script}</svg>`],
    ['a.png', `<!doctype html><title>x</title>${script}`],
    ['a.html', `\ufeff<html>${script}`],
    ['a.xhtml', `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
    ['a.mht', `MIME-Version: 1.0\nContent-Type: text/html\n\n${script}`],
    ['a.pdf', `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj`],
    ['a.js', 'alert(1)'],
    ['a.zip', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26), Buffer.from(script)])],
    ['a.gif', `GIF89a/*${script}*/=1;alert(1)`],
    ['vast.png', vast],
    ['vast.gif', Buffer.from('474946383961ffffffff00000021f90400000000002c00000000ffffffff000202440100' + '3b', 'hex')],
    ['a.ico', Buffer.concat([Buffer.from([0, 0, 1, 0, 1, 0]), Buffer.from(script)])],
  ];

  test.each(documents)('is a document that nothing shows: %s', async (name, bytes) => {
    const ann = await newcomer();
    const { id, type } = await uploaded(ann, name, bytes);
    const given = await get(ann, id);
    expect(Buffer.from(await given.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
    expect(Object.fromEntries(given.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': expect.stringMatching(/^attachment; /),
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    expect(type).not.toMatch(/html|svg|javascript/);
    expect((await get(ann, `${id}/preview`)).status).toBe(404);
  });

  test('is gone from a picture that is a page besides', async () => {
    const ann = await newcomer();
    const plain = sharp({ create: { width: 30, height: 20, channels: 3, background: '#135' } });
    for (const picture of [await plain.clone().jpeg().toBuffer(), await plain.clone().gif().toBuffer()]) {
      const { id, type } = await uploaded(ann, 'a.html', Buffer.concat([picture, Buffer.from(script)]));
      const given = await get(ann, id);
      expect(given.headers.get('content-disposition')).toMatch(/^inline; /);
      expect(given.headers.get('content-type')).toBe(type);
      expect(Buffer.from(await given.arrayBuffer()).includes('<script')).toBe(false);
    }
  });
});

describe('[FILE-6, FILE-7] a name', () => {
  test.each([
    ['../../etc/passwd', 'passwd', 'passwd'],
    ['..', 'file', 'file'],
    ['a\0b\r\nSet-Cookie: x=1\n.txt', 'abSet-Cookie: x=1.txt', 'abSet-Cookie: x=1.txt'],
    ['\u202egnp.exe\u2066', 'gnp.exe', 'gnp.exe'],
    ['שלום "a".pdf', 'שלום "a".pdf', '____ _a_.pdf'],
    ["it's (1)*%22.txt", "it's (1)*%22.txt", "it's (1)*_22.txt"],
    ['👨‍👩‍👧 照片.jpg', '👨‍👩‍👧 照片.jpg', null],
    [`${'长'.repeat(3_400)}.tar.gz`, `${'长'.repeat(197)}.gz`, null],
  ] as [string, string, string | null][])('is cleaned, and goes out as it is: %j', async (given, kept, plain) => {
    const ann = await newcomer();
    const place = await begin(ann, 1, Buffer.from(given));
    const id =
      (await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, 'x')).headers.get('rookery-file') ?? '';
    const disposition = (await get(ann, id)).headers.get('content-disposition') ?? '';
    const [, ascii, full = ''] =
      /^attachment; filename="([ -~]*)"; filename\*=UTF-8''([\w!#$&+.^`|~%-]+)$/.exec(disposition) ?? [];
    expect(decodeURIComponent(full)).toBe(kept);
    if (plain !== null) expect(ascii).toBe(plain);
    const { room } = await ann.ask('room:create', { name: freshName('names') });
    await ann.ask('message:room', { room: room.id, files: [id] });
    expect((await ann.hears('message:receive'))['files'][0].name).toBe(kept);
  });

  test('that is no text, or none at all, is one all the same', async () => {
    const ann = await newcomer();
    for (const name of [Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(''), Buffer.from('.\u200b.')]) {
      const place = await begin(ann, 1, name);
      expect((await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, 'x')).status).toBe(204);
    }
  });
});

describe('[FILE-12] an upload in pieces', () => {
  test('is refused in the words of tus, and says when it is gone', async () => {
    const ann = await newcomer();
    const asked = async (...[place, method, headers, body]: [string, string, object, string?]) =>
      (await at(place, method, ann, headers, body)).status;
    const uploads = '/api/v1/uploads';
    const other = await at(uploads, 'POST', ann, { 'tus-resumable': '0.2.2', 'upload-length': '1' });
    expect([other.status, other.headers.get('tus-version')]).toEqual([412, '1.0.0']);
    expect(await asked(uploads, 'POST', { ...tus, 'upload-defer-length': '1' })).toBe(400);
    expect(await asked(uploads, 'POST', { ...tus, 'upload-length': '-1' })).toBe(400);
    expect(await asked(uploads, 'POST', { ...tus, 'upload-length': `${25 * mib + 1}` })).toBe(413);
    const place = await begin(ann, 3);
    for (const type of ['application/octet-stream', 'text/plain', 'multipart/form-data'])
      expect(await asked(place, 'PATCH', { ...tus, 'upload-offset': '0', 'content-type': type }, 'abc')).toBe(415);
    expect(await asked(place, 'PATCH', { ...piece, 'upload-offset': '1' }, 'abc')).toBe(409);
    expect(await asked(place, 'PATCH', piece, 'abc')).toBe(400);
    const looked = await at(place, 'HEAD', ann, tus);
    expect([looked.status, looked.headers.get('upload-length'), looked.headers.get('cache-control')]).toEqual([
      ...[200, '3', 'no-store'],
    ]);
    const expires = looked.headers.get('upload-expires') ?? '';
    expect(Date.parse(expires)).toBeGreaterThan(Date.now() + 20 * 3_600_000);
    const done = await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, 'abc');
    expect([done.status, done.headers.get('upload-expires')]).toEqual([204, expires]);
    // Whole, but not sent: it can be taken back, once.
    expect([await asked(place, 'DELETE', tus), await asked(place, 'DELETE', tus)]).toEqual([204, 404]);
  });

  test('takes one of several pieces that come for one place, and keeps nothing of the others; two tabs with the same bytes lie there once', async () => {
    const ann = await newcomer();
    const before = onVolume();
    const pieces = Array.from({ length: 4 }, () => randomBytes(200_000));
    const place = await begin(ann, 300_000);
    const beside = pieces.map((bytes) => {
      const { asked, answered } = openBody(place, 'PATCH', ann, {
        ...piece,
        ...{ 'upload-offset': '0', 'content-length': `${bytes.length}` },
      });
      asked.write(bytes.subarray(0, 100_000));
      return { bytes, asked, answered };
    });
    await until('all have begun', () => onVolume().length === before.length + pieces.length);
    for (const { asked, bytes } of beside) asked.end(bytes.subarray(100_000));
    const statuses = await Promise.all(beside.map(async ({ answered }) => (await answered).status));
    expect(statuses.map(String).toSorted()).toEqual(['204', '409', '409', '409']);
    expect(onVolume()).toHaveLength(before.length + 1);
    const first = pieces[statuses.indexOf(204)] ?? Buffer.alloc(0);
    const rest = randomBytes(100_000);
    const last = await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '200000' }, rest);
    expect((await bytesOf(ann, last.headers.get('rookery-file') ?? '')).equals(Buffer.concat([first, rest]))).toBe(
      true,
    );
    expect(onVolume()).toHaveLength(before.length + 1);

    const { room } = await ann.ask('room:create', { name: 'tabs' });
    const same = await Promise.all([1, 2].map(() => uploaded(ann, 'same.bin', first)));
    for (const { id } of same)
      expect(await ann.ask('message:room', { room: room.id, files: [id] })).toMatchObject({ ok: true });
    const hash = createHash('sha256').update(first).digest('hex');
    await until('they lie there once', () => onVolume().filter((file) => file.endsWith(hash)).length === 1);
    for (const { id } of same) expect((await bytesOf(ann, id)).equals(first)).toBe(true);
  });

  test('that was ended or refused while a piece came leaves nothing of that piece', async () => {
    const ann = await newcomer();
    const before = onVolume();
    const place = await begin(ann, 300_000);
    const { asked, answered } = openBody(place, 'PATCH', ann, {
      ...piece,
      ...{ 'upload-offset': '0', 'content-length': '200000' },
    });
    asked.write(randomBytes(100_000));
    await until('it has begun', () => onVolume().length > before.length);
    expect((await at(place, 'DELETE', ann, tus)).status).toBe(204);
    asked.end(randomBytes(100_000));
    expect((await answered).status).toBe(404);
    expect(onVolume()).toEqual(before);
  });
});

test('[FILE-6] a thousand uploads that are begun and left hold a bounded part of the node, and keep nobody out', async () => {
  const descriptors = (): number => readdirSync(`/proc/${target.server.pid()}/fd`).length;
  const crowd = await Promise.all(Array.from({ length: 10 }, newcomer));
  const before = { descriptors: descriptors(), files: onVolume().length };
  const stalled = crowd.flatMap((by) =>
    Array.from({ length: 30 }, () => {
      const { asked } = openBody('/api/v1/files?name=a', 'POST', by, { 'content-length': '9000' });
      asked.write('x');
      return asked;
    }),
  );
  try {
    await until('they hold all that there is', () => onVolume().length - before.files >= 200);
    // They hold a place, and neither a connection nor an open file.
    for (const by of crowd) for (let count = 0; count < 70; count += 1) await begin(by, 10);
    const late = await newcomer();
    expect(await late.ask('message:private', { to: late.me['id'], content: 'talk goes on' })).toMatchObject({
      ok: true,
    });
    await until(
      'somebody else uploads',
      async () => (await upload(late, 'late.bin', randomBytes(mib))).status === 201,
      30_000,
    );
    expect(onVolume().length - before.files).toBeLessThanOrEqual(256 + 1);
    expect(descriptors() - before.descriptors).toBeLessThan(2 * 300 + 100);
  } finally {
    for (const asked of stalled) asked.destroy();
  }
  await until('what they held is free again', () => onVolume().length <= before.files + 1);
  await until('and so are their connections', () => descriptors() < before.descriptors + 50);
});

test('[FILE-6] where somebody tidies up what is coming in, the next file comes in all the same', async () => {
  const ann = await newcomer();
  for (const folder of ['intake', 'unfinished']) rmSync(join(volume, folder), { recursive: true });
  const { id } = await uploaded(ann, 'a.txt', 'here');
  expect((await bytesOf(ann, id)).toString()).toBe('here');
});

test('[FILE-5, FILE-12] a node that is killed in the middle of an upload and of a preview has nothing half when it is back, and goes on', async () => {
  const ann = await newcomer();
  const { room } = await ann.ask('room:create', { name: 'killed' });
  const bytes = randomBytes(3 * mib);
  const { id } = await uploaded(ann, 'sent.bin', bytes);
  expect(await ann.ask('message:room', { room: room.id, files: [id] })).toMatchObject({ ok: true });
  const place = await begin(ann, bytes.length);
  await at(place, 'PATCH', ann, { ...piece, 'upload-offset': '0' }, bytes.subarray(0, mib));
  const before = onVolume();
  const whole = openBody('/api/v1/files?name=half', 'POST', ann, { 'content-length': `${bytes.length}` });
  const next = openBody(place, 'PATCH', ann, {
    ...piece,
    ...{ 'upload-offset': `${mib}`, 'content-length': `${2 * mib}` },
  });
  for (const { asked } of [whole, next]) asked.write(bytes.subarray(mib, 2 * mib));
  const noise = randomBytes(2_000 * 1_500 * 3);
  const picture = await sharp(noise, { raw: { width: 2_000, height: 1_500, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const looked = upload(ann, 'a.png', picture).catch(() => null);
  await until(
    'its body has come, and it is looked at',
    () => onVolume().some((file) => statSync(join(volume, file), { throwIfNoEntry: false })?.size === picture.length),
    30_000,
  );
  await target.server.kill('SIGKILL');
  await looked;
  await target.server.start();
  await until('what was half is gone', () => JSON.stringify(onVolume()) === JSON.stringify(before));
  expect((await bytesOf(ann, id)).equals(bytes)).toBe(true);
  const { headers } = await at(place, 'HEAD', ann, tus);
  expect(headers.get('upload-offset')).toBe(`${mib}`);
  const last = await at(place, 'PATCH', ann, { ...piece, 'upload-offset': `${mib}` }, bytes.subarray(mib));
  expect((await bytesOf(ann, last.headers.get('rookery-file') ?? '')).equals(bytes)).toBe(true);
  expect(await uploaded(ann, 'a.png', picture)).toMatchObject({ type: 'image/png', width: 2_000, height: 1_500 });
});
