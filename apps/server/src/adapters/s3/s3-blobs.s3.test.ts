import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateBucketCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { startCephGateway } from '@rookery/testkit/ceph-gateway';
import type { CephGateway } from '@rookery/testkit/ceph-gateway';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeBlobs, hashOf, inPieces, wholeOf } from '../../ports/contracts/blobs.contract.ts';
import { S3Blobs } from './s3-blobs.ts';
import type { S3Options } from './s3-blobs.ts';

const bucket = 'rookery-test';
const mib = 1_048_576;
let gateway: CephGateway;
let prefixes = 0;

beforeAll(async () => {
  gateway = await startCephGateway();
  Object.assign(process.env, gateway.environment);
  const client = bareClient();
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
});
afterAll(() => gateway?.stop());

const bareClient = (): S3Client =>
  new S3Client({ endpoint: `http://127.0.0.1:${gateway.port}`, forcePathStyle: true, region: 'us-east-1' });

/** A place of its own, through this port. */
const openAt = (port: number, more: Partial<S3Options> = {}): S3Blobs =>
  new S3Blobs({
    bucket,
    prefix: `test-${(prefixes += 1)}/`,
    endpoint: `http://127.0.0.1:${port}`,
    region: null,
    ...more,
  });

describeBlobs('S3', async () => {
  const blobs = openAt(gateway.port);
  return { blobs, close: async () => blobs.close() };
});

describe('a store that speaks S3', () => {
  test('[BLOB-7] an address gives this blob, with these headers, for ten seconds, and nothing else', async () => {
    const blobs = openAt(gateway.port);
    const bytes = randomBytes(1_000);
    const { hash } = await blobs.put('r_a', inPieces(bytes), { bytes: 1_000 });
    const { hash: other } = await blobs.put('r_a', inPieces(Buffer.from('other')), { bytes: 1_000 });
    const headers = {
      type: 'application/octet-stream',
      disposition: "attachment; filename*=UTF-8''%E4%BD%A0.bin",
      cacheControl: 'private, immutable',
    };
    const address = await blobs.address('r_a', hash, headers);
    if (address.kind !== 'url') throw new Error('not an address');
    const answer = await fetch(address.url);
    expect(hashOf(Buffer.from(await answer.arrayBuffer()))).toBe(hash);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': headers.type,
      'content-disposition': headers.disposition,
      'cache-control': headers.cacheControl,
    });
    expect(new URL(address.url).searchParams.get('X-Amz-Expires')).toBe('10');
    for (const forged of [
      address.url.replace(hash, other),
      address.url.replace('octet-stream', 'html'),
      address.url.replace('X-Amz-Expires=10', 'X-Amz-Expires=1000'),
    ])
      expect((await fetch(forged)).status).toBe(403);
    await blobs.remove('r_a', hash);
    expect((await fetch(address.url)).status).toBe(404);
    expect(await blobs.free()).toBeUndefined();
    blobs.close();
  });

  test('[BLOB-2, BLOB-3] a store that is away, silent or breaks off is unavailable, never half; what was begun is cleared', async () => {
    const proxy = await TcpProxy.open(gateway.port);
    const deadlines = { requestMs: 1_000, transferMs: 1_000, idleMs: 500 };
    const place = { prefix: `test-${(prefixes += 1)}/` };
    const through = openAt(proxy.port, { ...place, deadlines });
    const direct = openAt(gateway.port, place);
    const bytes = randomBytes(8 * mib);
    const { hash } = await direct.put('r_a', inPieces(bytes), { bytes: bytes.length });
    const small = hashOf(Buffer.from('small'));

    for (const state of [{ state: 'refuse' }, { state: 'silent' }] as const) {
      proxy.set(state);
      const calls = [
        through.put('r_a', inPieces(Buffer.from('small')), { bytes: 10 }),
        through.put('r_a', inPieces(randomBytes(6 * mib)), { bytes: 6 * mib }),
        through.open('r_a', hash),
        through.copy('r_a', 'r_b', hash),
        through.remove('r_a', hash),
        through.list(null, 10),
      ];
      for (const call of await Promise.allSettled(calls))
        expect(call).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
      proxy.cut();
    }
    // In the middle of a body that is read: ended, and silent.
    for (const strike of [() => proxy.cut(), () => proxy.set({ state: 'silent' })]) {
      proxy.set({ state: 'slow', delayMs: 0, bytesPerSecond: 4 * mib });
      const found = await through.open('r_a', hash);
      const reading = wholeOf(found!.stream);
      found!.stream.once('data', strike);
      await expect(reading).rejects.toMatchObject({ code: 'unavailable' });
    }
    // In the middle of one that is put: part of it is there, under its passing name.
    proxy.set({ state: 'pass' });
    async function* struck(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 7 * mib);
      proxy.set({ state: 'refuse' });
      yield bytes.subarray(7 * mib);
    }
    await expect(through.put('r_c', struck(), { bytes: bytes.length })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await direct.open('r_a', small)).toBeUndefined();
    expect((await direct.list(null, 10)).blobs).toMatchObject([{ scope: 'r_a', hash }]);
    await direct.sweepCutOff(0);
    expect(await direct.sweepCutOff(0)).toBe(0);
    proxy.set({ state: 'pass' });
    expect(hashOf(await wholeOf((await through.open('r_a', hash))!.stream))).toBe(hash);
    through.close();
    direct.close();
    await proxy.close();
  });

  test('[BLOB-2] one that answers 503 is asked again, and is unavailable when that goes on', async () => {
    let left = 2;
    const busy = createServer((_request, answer) => {
      left -= 1;
      answer.writeHead(left >= 0 ? 503 : 204).end();
    });
    busy.listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const blobs = openAt((busy.address() as AddressInfo).port);
    await blobs.remove('r_a', hashOf(Buffer.from('x')));
    left = 1_000;
    await expect(blobs.remove('r_a', hashOf(Buffer.from('x')))).rejects.toMatchObject({ code: 'unavailable' });
    blobs.close();
    busy.close();
  });

  test('[BLOB-2] a node that is killed in the middle leaves nothing that is half, and what it began is swept when it is old', async () => {
    const prefix = `test-${(prefixes += 1)}/`;
    const blobs = openAt(gateway.port, { prefix });
    const options = JSON.stringify({ bucket, prefix, endpoint: `http://127.0.0.1:${gateway.port}`, region: null });
    const node = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { S3Blobs } = await import(${JSON.stringify(join(import.meta.dirname, 's3-blobs.ts'))});
       async function* body() {
         for (let count = 0; count < 12; count += 1) yield new Uint8Array(${mib});
         console.log('begun');
         await new Promise((resolve) => setTimeout(resolve, 1_000_000));
       }
       await new S3Blobs(${options}).put('r_a', body(), { bytes: ${100 * mib} });`,
    ]);
    await once(node.stdout, 'data');
    node.kill('SIGKILL');
    await once(node, 'exit');
    expect(await blobs.list(null, 10)).toEqual({ blobs: [], next: null });
    expect(await blobs.sweepCutOff(3_600_000)).toBe(0);
    expect(await blobs.sweepCutOff(0)).toBe(1);
    const client = bareClient();
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
    expect(Uploads ?? []).toEqual([]);
    client.destroy();
    blobs.close();
  });
});
