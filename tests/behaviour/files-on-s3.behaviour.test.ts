import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startCephGateway } from '@rookery/testkit/ceph-gateway';
import type { CephGateway } from '@rookery/testkit/ceph-gateway';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let gateway: CephGateway;
let network: TcpProxy;
let target: Target;
/** Between the node and the store: it passes on, says that it is busy, or breaks off answers in the middle. */
let front: Server;
let mood: 'pass' | 'busy' | 'half' = 'pass';
/** Looks at the store past the node. */
let client: S3Client;
beforeAll(async () => {
  gateway = await startCephGateway();
  network = await TcpProxy.open(gateway.port);
  const [accessKeyId, secretAccessKey] = Object.values(gateway.environment) as [string, string];
  const endpoint = `http://127.0.0.1:${gateway.port}`;
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
  await client.send(new CreateBucketCommand({ Bucket: 'chat-files' }));
  front = createServer(passOn).listen(0, '127.0.0.1');
  await once(front, 'listening');
  target = await startTarget({
    ...gateway.environment,
    ROOKERY_FILES: `s3://chat-files/house?endpoint=http://127.0.0.1:${(front.address() as AddressInfo).port}`,
  });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  front?.closeAllConnections();
  front?.close();
  await network?.close();
  client?.destroy();
  await gateway?.stop();
});

function passOn(asked: IncomingMessage, answer: ServerResponse): void {
  if (mood === 'busy') {
    asked.resume();
    answer.writeHead(503, { connection: 'close' }).end('<Error><Code>SlowDown</Code></Error>');
    return;
  }
  const { method, url, headers } = asked;
  const passed = request({ host: '127.0.0.1', port: network.port, method, path: url, headers }, (given) => {
    answer.writeHead(given.statusCode ?? 502, given.headers);
    if (mood === 'half' && method === 'GET')
      given.once('data', (data: Buffer) => answer.write(data.subarray(0, 100), () => answer.destroy()));
    else given.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  answer.on('close', () => passed.destroy());
  asked.pipe(passed);
}

type Someone = Awaited<ReturnType<typeof guest>>;
const ask = (by: Someone, path: string, more: RequestInit = {}): Promise<Response> =>
  fetch(`${target.url}/api/v1/files${path}`, {
    ...more,
    headers: { authorization: `Bearer ${by.token}`, ...(more.headers as Record<string, string> | undefined) },
  });
async function upload(by: Someone, bytes: Uint8Array<ArrayBuffer>): Promise<{ status: number; id: string }> {
  const answer = await ask(by, '?name=noise.bin', { method: 'POST', body: bytes });
  const { file } = (await answer.json()) as { file?: { id: string } };
  return { status: answer.status, id: file?.id ?? '' };
}
const bytesOf = async (by: Someone, id: string, headers: Record<string, string> = {}): Promise<Buffer> =>
  Buffer.from(await (await ask(by, `/${id}`, { headers })).arrayBuffer());

test('[BLOB-6, BLOB-2] files lie in S3; while it is away the chat goes on, nothing is half, and all is there when it is back', async () => {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'on S3' });
  await ben.ask('room:join', { room: room.id });
  const bytes = randomBytes(7_000_000);
  const { status, id } = await upload(ann, bytes);
  expect(status).toBe(201);
  expect(await ann.ask('message:room', { room: room.id, files: [id] })).toMatchObject({ ok: true });
  expect((await bytesOf(ben, id)).equals(bytes)).toBe(true);
  expect((await bytesOf(ben, id, { range: 'bytes=1000-6999999' })).equals(bytes.subarray(1_000))).toBe(true);

  network.set({ state: 'refuse' });
  expect((await upload(ann, bytes)).status).toBe(503);
  // The node says where it lies, for ten seconds; there nobody answers.
  const led = await ask(ben, `/${id}`, { redirect: 'manual' });
  expect([led.status, led.headers.get('location')]).toEqual([302, expect.stringMatching(/X-Amz-Expires=10&/)]);
  await expect(bytesOf(ben, id)).rejects.toThrow();
  expect(await ann.ask('message:room', { room: room.id, content: 'we go on' })).toMatchObject({ ok: true });
  network.set({ state: 'pass' });
  expect((await upload(ann, bytes)).status).toBe(201);

  // In the middle of a large body, and the node comes back.
  const cutOff = request(`${target.url}/api/v1/files?name=half`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ann.token}`, 'content-length': '20000000' },
  });
  cutOff.on('error', () => undefined);
  for (const _part of [1, 2]) cutOff.write(bytes);
  const intake = join(target.dataDir, 'intake');
  await until('a part of it has come', () => readdirSync(intake).length > 0);
  await target.server.kill('SIGKILL');
  await target.server.start();
  expect((await bytesOf(ben, id)).equals(bytes)).toBe(true);
  expect(readdirSync(intake)).toEqual([]);
});

test('[BLOB-2, FILE-2, FILE-12] while S3 says that it is busy, or breaks off what it gives, nothing is half: uploads and messages go on when it does', async () => {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'on a bad S3' });
  await ben.ask('room:join', { room: room.id });
  const bytes = randomBytes(1_500_000);
  const [waiting, tus] = [await upload(ann, bytes), { 'tus-resumable': '1.0.0' }];
  const begun = await ask(ann, '/../uploads', {
    method: 'POST',
    headers: { ...tus, 'upload-length': `${bytes.length}` },
  });
  const place = `/../uploads/${(begun.headers.get('location') ?? '').split('/').at(-1)}`;
  const goOn = (offset: number, body?: Uint8Array<ArrayBuffer>) =>
    ask(ann, place, {
      ...{ method: 'PATCH', body: body ?? null },
      headers: { ...tus, 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
    });
  const offsetNow = async () => (await ask(ann, place, { method: 'HEAD', headers: tus })).headers.get('upload-offset');
  expect((await goOn(0, bytes.subarray(0, 1_000_000))).status).toBe(204);

  mood = 'busy';
  const message = { room: room.id, files: [waiting.id], clientId: 'busy' };
  const [put, piece, sent] = await Promise.all([
    ...[upload(ann, bytes), goOn(1_000_000, bytes.subarray(1_000_000))],
    ann.ask('message:room', message),
  ] as const);
  expect([put.status, piece.status]).toEqual([503, 503]);
  expect(sent).toMatchObject({ ok: false, error: { code: 'unavailable', retryAfterMs: expect.any(Number) } });
  expect(await offsetNow()).toBe('1000000');
  // Its last piece is taken, and what lies there already breaks off when it is put together.
  mood = 'half';
  expect((await goOn(1_000_000, bytes.subarray(1_000_000))).status).toBe(503);
  expect(await offsetNow()).toBe(`${bytes.length}`);
  mood = 'pass';
  const { headers } = await goOn(bytes.length);
  const id = headers.get('rookery-file') ?? '';
  expect((await bytesOf(ann, id)).equals(bytes)).toBe(true);
  expect(await ann.ask('message:room', message)).toMatchObject({ ok: true, duplicate: false });
  expect(await ann.ask('message:room', message)).toMatchObject({ ok: true, duplicate: true });
  expect((await bytesOf(ben, waiting.id)).equals(bytes)).toBe(true);
  const { messages } = await ben.ask('history:fetch', { room: room.id });
  expect(messages).toHaveLength(1);
});
