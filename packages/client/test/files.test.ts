import { fail, ManualClock, me, room as general, ScriptedServer, settle } from '@rookery/testkit';
import { asFileId, asRoomId } from '@rookery/protocol';
import type { File } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { createClient, memorySession } from '../src/index.ts';
import type { ClientOptions } from '../src/index.ts';
import { opened } from './bench.ts';

const file: File = { id: asFileId('f_1'), name: '图 1.png', type: 'image/png', bytes: 3, createdAt: 5 };

async function joined(options: Partial<ClientOptions> = {}) {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  const client = createClient({
    url: 'https://chat.example/base/',
    ...{ transport: server, clock, session: memorySession({ token: 't', user: me }) },
    ...options,
  });
  client.open();
  await settle();
  return { client };
}

test('[FILE-10] a file goes to the server with its name; what the server says, and what stops it, is told', async () => {
  const asked: { url: string; method?: string | undefined; bearer: string | null; body: string }[] = [];
  let answer: object = { ok: true, file };
  const { client } = await joined({
    fetch: async (url, init = {}) => {
      init.signal?.throwIfAborted();
      const bearer = new Headers(init.headers).get('authorization');
      asked.push({ url: String(url), method: init.method, bearer, body: await (init.body as Blob).text() });
      return Response.json(answer, { status: 201 });
    },
  });
  expect(await client.upload(new Blob(['abc']), { name: '图 1.png' })).toEqual(file);
  const url = 'https://chat.example/base/api/v1/files';
  expect(asked).toEqual([{ url: `${url}?name=%E5%9B%BE%201.png`, method: 'POST', bearer: 'Bearer t', body: 'abc' }]);
  expect(client.fileUrl(file.id)).toBe(`${url}/f_1`);
  expect(client.previewUrl(file.id)).toBe(`${url}/f_1/preview?w=480`);
  await client.upload(new Blob(['abc']), { name: 'a', alt: '一 bell', durationMs: 1_500, waveform: 'AP9/' });
  const said = Object.fromEntries(new URL(asked.at(-1)?.url ?? '').searchParams);
  expect(said).toEqual({ name: 'a', alt: '一 bell', durationMs: '1500', waveform: 'AP9/' });
  answer = { ok: false, error: { code: 'too_large', message: 'Too large.' } };
  await expect(client.upload(new Blob(['abc']))).rejects.toMatchObject({ code: 'too_large' });
  const stopped = AbortSignal.abort(new Error('not this one'));
  await expect(client.upload(new Blob(['abc']), { signal: stopped })).rejects.toThrow('not this one');
});

test('[FILE-10] a message with files shows them at once, and goes out after a reload', async () => {
  const { server, client, again } = await opened();
  server.scripts.set('message:room', () => fail('unavailable', 60_000));
  const clientId = client.send(general, '', { files: [file] });
  await settle();
  expect(client.timeline(general).get().items.at(-1)?.message).toMatchObject({ content: '', files: [file] });
  client.close();
  server.scripts.set('message:room', () => ({ id: 'm_1', seq: 1, at: 1, duplicate: false }));
  const reloaded = again();
  reloaded.open();
  await settle();
  const sent = server.asked.filter(({ name }) => name === 'message:room').map(({ payload }) => payload);
  const message = { conversation: general, content: '', files: ['f_1'], clientId };
  expect(sent).toEqual([message, message]);
  expect(reloaded.waiting.get()).toBe(0);
});

test('[FILE-10] a large file goes in pieces, and on from where the server has it', async () => {
  const bytes = 9 * 1_048_576;
  let come = 0;
  const asked: string[] = [];
  const said: string[][] = [];
  const { client } = await joined({
    fetch: async (url, init = {}) => {
      const { method = 'GET' } = init;
      const offset = new Headers(init.headers).get('upload-offset');
      asked.push(`${method} ${String(url).replace(/^.*\/v1/, '')} ${offset ?? ''}`.trim());
      const metadata = new Headers(init.headers).get('upload-metadata');
      if (metadata !== null) said.push(...metadata.split(',').map((pair) => pair.split(' ')));
      if (method === 'POST')
        return new Response(null, { status: 201, headers: { location: '/base/api/v1/uploads/f_9' } });
      // The second piece breaks off in the middle.
      if (asked.length === 3) {
        come += 1_000_000;
        throw new TypeError('network');
      }
      if (method === 'PATCH') come += (init.body as Blob).size;
      const file = come === bytes ? { 'rookery-file': 'f_9' } : {};
      return new Response(null, {
        status: method === 'HEAD' ? 200 : 204,
        headers: { 'upload-offset': `${come}`, ...file },
      });
    },
  });
  const begun: string[] = [];
  const progress: number[] = [];
  const sent = await client.upload(new Blob([new Uint8Array(bytes)], { type: 'video/mp4' }), {
    ...{
      name: '长.mp4',
      alt: '一 bell',
      onBegun: (place: string) => begun.push(place),
      onProgress: (now: number) => progress.push(now),
    },
  });
  expect(sent).toMatchObject({ id: 'f_9', name: '长.mp4', alt: '一 bell', type: 'video/mp4', bytes });
  const [piece, broken] = [4_194_304, 5_194_304];
  expect(asked).toEqual([
    'POST /uploads',
    'PATCH /uploads/f_9 0',
    `PATCH /uploads/f_9 ${piece}`,
    'HEAD /uploads/f_9',
    `PATCH /uploads/f_9 ${broken}`,
    `PATCH /uploads/f_9 ${broken + piece}`,
  ]);
  expect(said.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()])).toEqual([
    ['filename', '长.mp4'],
    ['alt', '一 bell'],
  ]);
  expect(begun).toEqual(['/f_9']);
  expect(progress).toEqual([piece, broken, broken + piece, bytes]);
  asked.length = 0;
  expect((await client.upload(new Blob([new Uint8Array(bytes)]), { resume: '/f_9' })).id).toBe('f_9');
  expect(asked).toEqual(['HEAD /uploads/f_9']);
});

test('[FILE-13] a picture is uploaded and set, for oneself and for a room, and taken away', async () => {
  const clock = new ManualClock();
  const server = new ScriptedServer(clock.now);
  let uploads = 0;
  const client = createClient({
    url: 'https://chat.example/',
    ...{ transport: server, clock, session: memorySession({ token: 't', user: me }) },
    fetch: async () => Response.json({ ok: true, file: { ...file, id: `f_${(uploads += 1)}` } }, { status: 201 }),
  });
  server.scripts.set('profile:set', ({ avatar }) => ({ user: { ...me, rev: 5, ...(avatar ? { avatar } : {}) } }));
  client.open();
  await settle();
  expect(await client.setAvatar(new Blob(['abc']))).toMatchObject({ avatar: 'f_1' });
  expect(client.people.get(me.id)).toMatchObject({ avatar: 'f_1' });
  await client.setRoomPicture(asRoomId(general), new Blob(['abc']));
  await client.setRoomPicture(asRoomId(general), null);
  await client.setAvatar(null);
  const asked = server.asked.filter(({ name }) => name === 'profile:set' || name === 'room:edit');
  expect(asked.map(({ payload }) => payload)).toEqual([
    { avatar: 'f_1' },
    { room: general, picture: 'f_2' },
    { room: general, picture: null },
    { avatar: null },
  ]);
});
