/**
 * `npm run dev`: the server, rebuilt and started anew as it changes, and the web app by Vite, which replaces what changes in the open page.
 * Vite says the address to open; what the page asks goes on to the server.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';

const dist = 'apps/server/dist';
const port = process.env['PORT'] ?? '8080';
/** The compiler writes many files at once: the server starts anew when it has been silent for so long. */
const silenceMs = 300;

const builders: ChildProcess[] = [
  spawn('tsc', ['-p', 'apps/server/tsconfig.json', '-w', '--preserveWatchOutput'], { stdio: 'inherit' }),
  spawn('vite', ['--clearScreen', 'false'], {
    stdio: 'inherit',
    cwd: 'apps/web',
    env: { ...process.env, ROOKERY_DEV_SERVER: `http://127.0.0.1:${port}` },
  }),
];

// Not `node --watch`: it speaks to the program through the messages of its worker threads.
const startServer = (): ChildProcess =>
  spawn('node', ['--enable-source-maps', `${dist}/main.js`], { stdio: 'inherit' });
let server = startServer();

const restart = (): void => {
  const old = server;
  if (old.exitCode !== null || old.signalCode !== null) {
    server = startServer();
    return;
  }
  old.removeAllListeners('exit').once('exit', () => {
    server = startServer();
  });
  old.kill('SIGTERM');
};
let timer: NodeJS.Timeout | undefined;
const watcher = watch(dist, { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(restart, silenceMs);
});

const stop = (): void => {
  clearTimeout(timer);
  watcher.close();
  for (const child of [...builders, server]) child.kill('SIGTERM');
};
for (const child of builders) child.on('exit', stop);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
