import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { Child } from './child.ts';

/** A real PostgreSQL of Debian's, with an empty database in UTF-8. */
export type Postgres = {
  readonly server: Child;
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
};

const versions = '/usr/lib/postgresql';
/** Where Debian keeps the programs of the newest version; null where there is none. */
export function postgresPrograms(): string | null {
  const found = existsSync(versions) ? readdirSync(versions).sort((one, other) => Number(other) - Number(one)) : [];
  const bins = found.map((version) => join(versions, version, 'bin'));
  return bins.find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

const idOf = (which: '-u' | '-g'): number => Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout);

export async function startPostgres(): Promise<Postgres> {
  const bin = postgresPrograms();
  if (bin === null) throw new Error('PostgreSQL is not installed: run apt-get install postgresql');
  const dir = mkdtempSync(join(tmpdir(), 'rookery-postgres-'));
  // It does not run as root.
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ['setpriv', `--reuid=postgres`, `--regid=postgres`, '--clear-groups'] : [];
  if (isRoot) chownSync(dir, idOf('-u'), idOf('-g'));
  const data = join(dir, 'data');
  const [program = '', ...rest] = [
    ...as,
    join(bin, 'initdb'),
    ...['-D', data, '-U', 'rookery', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
  ];
  const made = spawnSync(program, rest, { encoding: 'utf8', cwd: dir });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr.slice(-2_000)}`);
  const port = await freePort();
  const server = new Child({
    name: 'PostgreSQL',
    command: [
      ...as,
      join(bin, 'postgres'),
      ...['-D', data, '-p', String(port), '-k', dir, '-c', 'listen_addresses=127.0.0.1'],
      // What a test has written need not outlive the machine.
      ...['-c', 'fsync=off', '-c', 'shared_buffers=32MB', '-c', 'max_connections=40'],
    ],
    log: join(dir, 'postgres.log'),
    isReady: () => answers(port),
  });
  const stop = async (): Promise<void> => {
    await server.kill('SIGQUIT');
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { server, port, url: `postgres://rookery@127.0.0.1:${port}/postgres`, stop };
}

/** It answers a wish for TLS (S or N) as soon as it takes connections. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])));
    const end = (isReady: boolean): void => {
      socket.destroy();
      resolve(isReady);
    };
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
