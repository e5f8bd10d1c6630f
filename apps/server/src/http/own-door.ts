import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { join, relative, resolve } from 'node:path';

/** What fits into the address of a socket on every system. */
const longestPath = 100;
const bodyBytes = 65_536;
const arrivalMs = 5_000;
const mostConnections = 16;

/**
 * Where the server of a data directory hears commands: a socket in it, which only the directory's own user reaches, and no network. Null where its path is too long for a socket.
 */
export function ownDoorOf(dataDir: string): string | null {
  const path = join(resolve(dataDir), 'rookery.sock');
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\rookery-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  const shortest = [path, relative(process.cwd(), path)].reduce((one, other) =>
    Buffer.byteLength(other) < Buffer.byteLength(one) ? other : one,
  );
  return Buffer.byteLength(shortest) <= longestPath ? shortest : null;
}

export type OwnDoor = { close(): Promise<void> };

/**
 * Hears commands of whoever may use the data directory, of which this process holds the lock: each is a POST with JSON, answered by `answer`, whose errors are answered with their
 * messages. Null where there can be no such socket.
 */
export async function openOwnDoor(
  dataDir: string,
  answer: (command: unknown) => Promise<object>,
): Promise<OwnDoor | null> {
  const path = ownDoorOf(dataDir);
  if (path === null) return null;
  const isFile = process.platform !== 'win32';
  // Whoever left it was killed: the lock is ours.
  if (isFile) rmSync(path, { force: true });
  const server = createServer({ requestTimeout: arrivalMs, connectionsCheckingInterval: 1_000 });
  server.maxConnections = mostConnections;
  server.on('request', (request, response) => void serve(request, response, answer));
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(path, () => {
      server.removeListener('error', fail);
      done();
    });
  });
  server.on('error', () => undefined);
  // The umask says so already: not everywhere does it hold for sockets.
  if (isFile) chmodSync(path, 0o600);
  return { close: () => closed(server) };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (command: unknown) => Promise<object>,
): Promise<void> {
  const say = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  };
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > bodyBytes) return say(413, { ok: false, message: 'That is too long.' });
      parts.push(part);
    }
    say(200, { ok: true, ...(await answer(JSON.parse(Buffer.concat(parts).toString()))) });
  } catch (error) {
    say(400, { ok: false, message: error instanceof Error ? error.message : 'It failed.' });
  }
}

async function closed(server: Server): Promise<void> {
  const done = new Promise<void>((resolved) => server.close(() => resolved()));
  server.closeAllConnections();
  await done;
}
