/**
 * `npm run dev`: everything at one address. Vite serves the web app there and replaces what changes in the open page; sockets and the API it
 * passes on to the server behind it, which is built and started anew when its sources change.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { watch } from 'node:fs';
import { freePort } from '@rookery/testkit/free-port';

const { PORT = '8080', HOST = '127.0.0.1' } = process.env;
const behind = await freePort();
const dist = 'apps/server/dist';
/** The compiler writes many files at once: the server starts anew when it has been silent for so long. */
const silenceMs = 300;

const start = (command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess =>
  spawn(command, args, { stdio: 'inherit', ...options });
const compile = (project: string, ...args: readonly string[]): ChildProcess =>
  start('tsc', ['-p', project, ...args, '-w', '--preserveWatchOutput']);

const builders: readonly ChildProcess[] = [
  compile('apps/server/tsconfig.json'),
  // Where tools/setup.mjs puts it for the built server.
  compile('packages/protocol/tsconfig.build.json', '--outDir', `${dist}/node_modules/@rookery/protocol`),
  start('vite', ['--host', HOST, '--port', PORT, '--strictPort', '--clearScreen', 'false'], {
    cwd: 'apps/web',
    env: { ...process.env, ROOKERY_DEV_SERVER: `http://127.0.0.1:${behind}` },
  }),
];

// Not `node --watch`: it speaks to the program through the messages of its worker threads.
const startServer = (): ChildProcess =>
  start('node', ['--enable-source-maps', `${dist}/main.js`], {
    env: { ...process.env, PORT: String(behind), HOST: '127.0.0.1' },
  });
let server = startServer();
console.log(`Open http://localhost:${PORT}: the web app with hot reload. The server is behind it, on port ${behind}.`);

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
