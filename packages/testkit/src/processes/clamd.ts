import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { Child } from './child.ts';

/** A real clamd with one signature: it finds these words, and knows nothing else. */
export const harmfulWords = 'these words of a test do harm';

export type Clamd = {
  readonly server: Child;
  readonly port: number;
  /** Of its other socket. */
  readonly path: string;
  stop(): Promise<void>;
};

/** It takes files of a megabyte at most. */
export async function startClamd(): Promise<Clamd> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-clamd-'));
  mkdirSync(join(dir, 'signatures'));
  // Instead of the hundreds of megabytes that others load: name, any type of file, anywhere in it, the bytes.
  writeFileSync(join(dir, 'signatures', 'test.ndb'), `Test.Harm:0:*:${Buffer.from(harmfulWords).toString('hex')}\n`);
  const [port, path] = [await freePort(), join(dir, 'clamd.sock')];
  const file = join(dir, 'clamd.conf');
  writeFileSync(
    file,
    `DatabaseDirectory ${join(dir, 'signatures')}
TCPSocket ${port}
TCPAddr 127.0.0.1
LocalSocket ${path}
PidFile ${join(dir, 'clamd.pid')}
TemporaryDirectory ${dir}
StreamMaxLength 1M
Foreground yes
`,
  );
  const server = new Child({
    name: 'clamd',
    command: ['clamd', '--foreground', '-c', file],
    remedy: ': run apt-get install clamav-daemon',
    log: join(dir, 'clamd.log'),
    isReady: () => pongs(port),
  });
  const stop = async (): Promise<void> => {
    await server.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { server, port, path, stop };
}

const pongs = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('zPING\0'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('PONG'));
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
