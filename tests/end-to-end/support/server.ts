import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url));
const startDeadlineMs = 20_000;

export type RunningServer = {
  readonly url: string;
  readonly port: number;
  /** As a power cut does: nothing is said or saved. */
  readonly kill: () => Promise<void>;
  /** The same port, the same data. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** The built server over a directory of its own. */
export const startServer = async (): Promise<RunningServer> => {
  const directory = await mkdtemp(join(tmpdir(), 'rookery-e2e-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, ['--enable-source-maps', main], {
      env: {
        ...process.env,
        PORT: String(port),
        HOST: '127.0.0.1',
        ROOKERY_DATA_DIR: directory,
        ROOKERY_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    let said = '';
    started.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const deadline = Date.now() + startDeadlineMs;
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      if (started.exitCode !== null) throw new Error(`The server ended with ${started.exitCode}:\n${said}`);
      if (Date.now() > deadline) throw new Error(`The server was not ready in time:\n${said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  };

  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const ended = new Promise((done) => ending.once('exit', done));
    ending.kill(signal);
    await ended;
  };

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    kill: () => end('SIGKILL'),
    start,
    close: async () => {
      await end('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
};
