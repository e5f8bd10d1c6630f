import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
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
  target = await startTarget({
    ...gateway.environment,
    ROOKERY_FILES: `s3://chat-files/house?endpoint=http://127.0.0.1:${network.port}`,
  });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  await network?.close();
  client?.destroy();
  await gateway?.stop();
});

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
