import { createServer } from 'node:net';

/**
 * Below those that the system gives to outgoing connections (from 32,768): a process that is down for a moment finds its port free again. Those of Redis
 * are apart, and so are their cluster buses (+ 10,000).
 */
const ranges = { server: [16_000, 20_000], redis: [10_000, 16_000] } as const;

/** A port of 127.0.0.1 that nobody has at this moment. */
export async function freePort(kind: keyof typeof ranges = 'server'): Promise<number> {
  const [from, to] = ranges[kind];
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const port = from + Math.floor(Math.random() * (to - from));
    if ((await isFree(port)) && (kind === 'server' || (await isFree(port + 10_000)))) return port;
  }
  throw new Error('there is no free port');
}

export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
