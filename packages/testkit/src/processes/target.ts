import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { serverProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

/** A server of a test's own, embedded, whose data stay until `stop`. */
export type Target = {
  readonly url: string;
  readonly dataDir: string;
  readonly server: ServerProcess;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
};

/** Starts a server on a port and in a directory of its own. */
export async function startTarget(settings: Readonly<Record<string, string>> = {}, port?: number): Promise<Target> {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-target-'));
  const dataDir = join(directory, 'data');
  const server = serverProcess({
    port: port ?? (await freePort()),
    log: join(directory, 'server.log'),
    settings: { ROOKERY_DATA_DIR: dataDir, ...settings },
  });
  const stop = async (): Promise<void> => {
    await server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, dataDir, server, stop };
}

/** The Rookery that ROOKERY_TEST_URL names (a cluster, say), else a server of the test's own. */
export async function openTarget(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const given = process.env['ROOKERY_TEST_URL'];
  return given ? { url: given, stop: () => Promise.resolve() } : startTarget();
}
