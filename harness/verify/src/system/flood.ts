import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Fault, System } from './system.ts';

const requestsARound = 300;

/** One client asks as fast as it can, for what costs the server something. */
export const floodFault = <On extends System>(): Fault<On> => ({
  name: 'flood by one client',
  rule: 'OPS-3',
  overlaps: true,
  leastMs: 500,
  mostMs: 1_500,
  strike: async (system, { hits, healed, forMs }) => {
    hits('the server');
    const socket = io(system.directUrl, { auth: { protocol: 1 }, transports: ['websocket'], forceNew: true });
    try {
      await Promise.race([new Promise((resolve) => socket.once('connect', () => resolve(null))), pause(5_000)]);
      socket.emit('user:join', { username: `flood.${randomUUID().slice(0, 8)}` }, () => undefined);
      const endsAt = Date.now() + forMs;
      while (Date.now() < endsAt) {
        for (let index = 0; index < requestsARound; index += 1)
          socket.emit(
            'room:create',
            { name: `flood.${randomUUID().slice(0, 20)}`, visibility: 'private' },
            () => undefined,
          );
        await pause(100);
      }
    } finally {
      socket.disconnect();
      healed();
    }
  },
});
