import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, beforeAll, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stop());

/** Sends `head` at once and then a byte now and then. */
function drip(head: string): { readonly socket: Socket; readonly isClosed: () => boolean } {
  const { hostname, port } = new URL(target.url);
  const socket = connect(Number(port), hostname);
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('data', () => undefined);
  socket.write(head.replaceAll('\n', '\r\n').replace('HOST', `${hostname}:${port}`));
  const dripping = setInterval(() => socket.write(' '), 200);
  socket.once('close', () => {
    isClosed = true;
    clearInterval(dripping);
  });
  return { socket, isClosed: () => isClosed };
}

test('[OPS-27] a request that comes byte by byte ends its connection, over whatever way', async () => {
  const sid = (
    JSON.parse((await (await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`)).text()).slice(1)) as {
      sid: string;
    }
  ).sid;
  const headers = drip('GET / HTTP/1.1\nHost: HOST\nX-Slow: ');
  const bodies = [
    `POST /api/v1/call/rooms:list HTTP/1.1\nHost: HOST\nContent-Length: 100000\n\n`,
    `POST /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\nHost: HOST\nContent-Length: 100000\n\n`,
    `POST /nothing HTTP/1.1\nHost: HOST\nContent-Length: 100000\n\n`,
  ].map(drip);
  await until('slow headers are cut off', headers.isClosed, 16_000);
  for (const body of bodies) await until('slow bodies are cut off', body.isClosed, 36_000);
  expect((await fetch(`${target.url}/readyz`)).status).toBe(200);
}, 60_000);
