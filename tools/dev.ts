/** `npm run dev`: the server and the web app, rebuilt and reloaded as they change. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

const children: ChildProcess[] = [
  spawn('tsc', ['-p', 'apps/server/tsconfig.json', '-w', '--preserveWatchOutput'], { stdio: 'inherit' }),
  spawn('vite', ['build', '--watch', '--logLevel', 'warn'], { stdio: 'inherit', cwd: 'apps/web' }),
  spawn('node', ['--watch', '--watch-path=apps/server/dist', '--enable-source-maps', 'apps/server/dist/main.js'], {
    stdio: 'inherit',
  }),
];

const stop = (): void => {
  for (const child of children) child.kill('SIGTERM');
};
for (const child of children) child.on('exit', stop);
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
