import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { rssMiB } from '@rookery/testkit/process-costs';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { frame, openTcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import type { TcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

let target: Target;
beforeAll(async () => {
  // Without limits: what is promised here does not rest on them.
  target = await startTarget({ ROOKERY_RATE_LIMITS: 'off', ROOKERY_LOG_LEVEL: 'error' });
});
afterEach(everyoneLeaves);
afterAll(() => target.stop());

const memoryMiB = (): number => rssMiB(target.server.pid() ?? 0);
const metric = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await (await fetch(`${target.url}/metrics`)).text())?.[1]);
const connections = (): Promise<number> => metric('rookery_connections');

const poll = (sid: string): Promise<Response> => fetch(`${target.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`);
const post = async (sid: string, packets: readonly string[]): Promise<number> =>
  (
    await fetch(`${target.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, {
      method: 'POST',
      body: packets.join('\x1e'),
    })
  ).status;
const openSid = async (): Promise<string> => {
  const opened = await (await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`)).text();
  return (JSON.parse(opened.slice(1)) as { sid: string }).sid;
};

/** It is closed, or was told that it will be. */
const isEnding = (socket: TcpWebSocket): boolean => socket.isClosed() || socket.heard().endsWith('\x88\x00');

describe('a peer who makes the server write and does not read', () => {
  const many = 6_000_000;
  test.each([
    ['CONNECT to a namespace that is not there', ['40{}'], frame('40/n,')],
    ['CONNECT to such a one of a long name', ['40{}'], frame(`40/${'n'.repeat(5_000)},`)],
    ['CONNECT again and again', ['40{}'], frame('40{}')],
    ['CONNECT that is refused', [], frame('40{"token":"nobody"}')],
    ['CONNECT and DISCONNECT by turns', [], Buffer.concat([frame('40{}'), frame('41')])],
    ['pings of the WebSocket', ['40{}'], frame('x'.repeat(100), 9)],
    ['pings of Engine.IO', ['40{}'], frame('2')],
    ['what is no packet', ['40{}'], frame('4')],
  ])(
    '[DEL-9] cannot fill the memory by %s',
    async (_what, first, repeated) => {
      const alice = await guest(target.url);
      const before = memoryMiB();
      const deaf = await openTcpWebSocket(target.url);
      for (const text of first) await deaf.send(frame(text));
      deaf.pauseReading();
      const batch = Buffer.concat(Array.from({ length: Math.ceil(65_536 / repeated.length) }, () => repeated));
      let highest = 0;
      for (let sent = 0; sent < many && !deaf.isClosed(); sent += batch.length) {
        await Promise.race([deaf.send(batch), new Promise((go) => setTimeout(go, 500))]);
        highest = Math.max(highest, memoryMiB() - before);
      }
      expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
      expect(highest).toBeLessThan(60);
      deaf.drop();
    },
    30_000,
  );

  test('[DEL-9] nor by probing an upgrade again and again', async () => {
    const sid = await openSid();
    const deaf = await openTcpWebSocket(target.url, `&sid=${sid}`);
    await deaf.send(frame('2probe'), frame('2probe'), frame('2probe'));
    await until('it is cut off', () => deaf.isClosed());
  });
});

describe('what is held for a connection ends with it', () => {
  type Way = readonly [string, (token: string) => Promise<void>];
  const websocket = (play: (socket: TcpWebSocket, auth: string) => Promise<unknown>) => async (token: string) => {
    const socket = await openTcpWebSocket(target.url);
    await play(socket, `40${JSON.stringify({ token })}`);
    socket.drop();
  };
  const pause = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms));
  const ways: readonly Way[] = [
    ['two CONNECTs in one write', websocket((socket, auth) => socket.send(frame(auth), frame(auth)))],
    ['a hundred', websocket((socket, auth) => socket.send(...Array.from({ length: 100 }, () => frame(auth))))],
    [
      'two CONNECTs, the second later',
      websocket(async (socket, auth) => {
        await socket.send(frame(auth));
        await until('it is greeted', () => socket.heard().includes('server:hello'));
        await socket.send(frame(auth));
        await until('it is closed', () => isEnding(socket));
      }),
    ],
    ['CONNECT, then gone', websocket((socket, auth) => socket.send(frame(auth)))],
    [
      'CONNECT, then gone a moment later',
      websocket(async (socket, auth) => {
        await socket.send(frame(auth));
        await pause(1);
      }),
    ],
    ['CONNECT and DISCONNECT in one write', websocket((socket, auth) => socket.send(frame(auth), frame('41')))],
    [
      'CONNECT, DISCONNECT, CONNECT in one write',
      websocket((socket, auth) => socket.send(frame(auth), frame('41'), frame(auth))),
    ],
    [
      'DISCONNECT, then nothing',
      websocket(async (socket, auth) => {
        await socket.send(frame(auth));
        await until('it is greeted', () => socket.heard().includes('server:hello'));
        await socket.send(frame('41'));
        await until('it is closed', () => isEnding(socket));
      }),
    ],
    ['a CLOSE of Engine.IO behind it', websocket((socket, auth) => socket.send(frame(auth), frame('1')))],
    ['a CLOSE of the WebSocket behind it', websocket((socket, auth) => socket.send(frame(auth), frame('', 8)))],
    ['binary first', websocket((socket, auth) => socket.send(frame('\x01\x02', 2), frame(auth)))],
    ['binary behind it', websocket((socket, auth) => socket.send(frame(auth), frame('\x01\x02', 2)))],
    ['an event first', websocket((socket, auth) => socket.send(frame('42["rooms:list"]'), frame(auth)))],
    ['an event behind it', websocket((socket, auth) => socket.send(frame(auth), frame('427["rooms:list"]')))],
    ['no CONNECT at all', websocket((socket) => socket.send(frame('3')))],
    ['half a frame', websocket((socket, auth) => socket.send(frame(auth).subarray(0, 20)))],
    [
      'long-polling, two CONNECTs in one request',
      async (token) => {
        const sid = await openSid();
        await post(sid, [`40${JSON.stringify({ token })}`, `40${JSON.stringify({ token })}`]);
        await poll(sid);
      },
    ],
    [
      'long-polling, CONNECT and CLOSE in one request',
      async (token) => {
        const sid = await openSid();
        await post(sid, [`40${JSON.stringify({ token })}`, '1']);
      },
    ],
    [
      'long-polling, then a WebSocket that stops in the middle of the upgrade',
      async (token) => {
        const sid = await openSid();
        await post(sid, [`40${JSON.stringify({ token })}`]);
        const socket = await openTcpWebSocket(target.url, `&sid=${sid}`);
        await socket.send(frame('2probe'));
        await until('it is answered', () => socket.heard().includes('3probe'));
        socket.drop();
        await post(sid, ['1']);
      },
    ],
    [
      'long-polling, upgraded, CONNECT on both',
      async (token) => {
        const sid = await openSid();
        await post(sid, [`40${JSON.stringify({ token })}`]);
        const socket = await openTcpWebSocket(target.url, `&sid=${sid}`);
        await socket.send(frame('2probe'));
        await until('it is answered', () => socket.heard().includes('3probe'));
        await socket.send(frame('5'), frame(`40${JSON.stringify({ token })}`));
        await until('it is closed', () => isEnding(socket));
        socket.drop();
      },
    ],
  ];

  test.each(ways)('[WIRE-24] %s', async (_what, play) => {
    const bob = await guest(target.url);
    const alice = await guest(target.url);
    const { room } = await bob.ask('room:create', freshName('watch'));
    await alice.ask('room:join', { room: room.id });
    await bob.ask('presence:watch', { users: [alice.me['id']] });
    const before = await connections();
    for (let round = 0; round < 5; round += 1) await play(alice.token);
    await until('only the two are connected', async () => (await connections()) === before);
    expect(await alice.ask('rooms:list', { limit: 1 })).toMatchObject({ ok: true });
    alice.leave();
    await until('she has gone', async () => (await connections()) === before - 1);
    await until('she is seen to have gone', async () => {
      const watched = await bob.ask('presence:watch', { users: [alice.me['id']] });
      return JSON.stringify(watched).includes('"online":false') || JSON.stringify(watched).includes('"offline"');
    });
  });

  test('[WIRE-24] a request by long-polling with the sid of a WebSocket is answered', async () => {
    const socket = await openTcpWebSocket(target.url);
    const sid = /"sid":"([^"]+)"/.exec(socket.heard())?.[1] ?? '';
    const answer = await fetch(`${target.url}/socket.io/?EIO=4&transport=websocket&sid=${sid}`);
    expect(answer.status).toBe(400);
    socket.drop();
  });
});
