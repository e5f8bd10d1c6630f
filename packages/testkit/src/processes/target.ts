import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../repository-root.ts';

const startDeadlineMs = 20_000;

export type Target = {
  readonly url: string;
  readonly dataDir: string;
  readonly process: () => ChildProcess;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Starts again on the same port and data. */
  restart(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  terminate(): Promise<number | null>;
  stop(): Promise<void>;
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** The built server as a child, with what it says; `ready` once it answers. */
export function spawnServer(environment: Readonly<Record<string, string>>): {
  child: ChildProcess;
  output: () => string;
} {
  const child = spawn('node', ['--enable-source-maps', join(repositoryRoot, 'apps/server/dist/main.js')], {
    env: { PATH: process.env['PATH'] ?? '', ROOKERY_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  return { child, output: () => said };
}

const exited = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)));

/** A server of our own, embedded, on a port and in a directory of its own. */
export async function startTarget(settings: Readonly<Record<string, string>> = {}): Promise<Target> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-behaviour-'));
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const server = spawnServer({ PORT: String(port), ROOKERY_DATA_DIR: dataDir, ...settings });
    child = server.child;
    const giveUpAt = Date.now() + startDeadlineMs;
    for (;;) {
      const response = await fetch(`${url}/readyz`).catch(() => null);
      if (response?.ok) return;
      if (child.exitCode !== null || Date.now() > giveUpAt)
        throw new Error(`The server does not start: ${server.output()}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await start();
  return {
    url,
    dataDir,
    process: () => child,
    kill: async () => {
      child.kill('SIGKILL');
      await exited(child);
    },
    restart: start,
    terminate: async () => {
      child.kill('SIGTERM');
      return exited(child);
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exited(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A running Rookery given by ROOKERY_TEST_URL (a cluster, say), else a server of our own. */
export async function openTarget(): Promise<{
  readonly url: string;
  readonly own: Target | null;
  stop(): Promise<void>;
}> {
  const given = process.env['ROOKERY_TEST_URL'];
  if (given) return { url: given, own: null, stop: () => Promise.resolve() };
  const own = await startTarget();
  return { url: own.url, own, stop: () => own.stop() };
}
