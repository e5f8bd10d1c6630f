import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterEach, describe, expect, test } from 'vitest';

afterEach(everyoneLeaves);

/** Open files of a process. */
const filesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

describe('somebody who opens connections and says nothing', () => {
  test('[SEC-14] two thousand half-open handshakes keep nobody out, and what they hold is bounded', async () => {
    const bound = 600;
    const target = await startTarget({ ROOKERY_MAX_CONNECTIONS: String(bound) });
    const { port, host } = new URL(target.url);
    const sockets: Socket[] = [];
    try {
      const pid = target.server.pid() ?? 0;
      const before = filesOf(pid);
      const alice = await guest(target.url, 'alice');
      const halves = [
        '',
        'GET /',
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\n`,
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
        `POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\n{`,
      ];
      for (let index = 0; index < 2_000; index += 1) {
        // Seven clients on as many addresses of this machine.
        const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: `127.0.0.${2 + (index % 7)}` });
        socket.on('error', () => undefined);
        socket.on('data', () => undefined);
        socket.write(halves[index % halves.length] ?? '');
        sockets.push(socket);
        if (index % 100 === 99) expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
      }
      const bob = await guest(target.url, 'bob');
      const name = freshName('room');
      await bob.ask('room:create', name);
      expect(await alice.ask('room:join', name)).toMatchObject({ ok: true });
      await until('what they hold is bounded', () => filesOf(pid) - before < bound + 100, 30_000);
      expect(alice.socket.connected).toBe(true);
    } finally {
      for (const socket of sockets) socket.destroy();
      await target.stop();
    }
  }, 90_000);
});

test('[OPS-27] whoever has gone makes room: more come and go than may be open, over whatever way', async () => {
  const target = await startTarget({ ROOKERY_MAX_CONNECTIONS: '12', ROOKERY_RATE_LIMITS: 'off' });
  try {
    const ways: { transports: string[]; drop: boolean }[] = [
      { transports: ['websocket'], drop: false },
      { transports: ['websocket'], drop: true },
      { transports: ['polling', 'websocket'], drop: false },
      { transports: ['polling'], drop: false },
    ];
    for (let round = 0; round < 20; round += 1)
      for (const { transports, drop } of ways) {
        const person = await guest(target.url, 'passer', { transports });
        if (drop) person.socket.io.engine.close();
        person.leave();
      }
  } finally {
    await target.stop();
  }
}, 60_000);
