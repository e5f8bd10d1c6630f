import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../network/free-port.ts';
import { Child } from './child.ts';

const run = promisify(execFile);
const commandMs = 60_000;

/** A real store that speaks S3: Ceph's Object Gateway with all that it stands on, in memory, on this machine. */
export type CephGateway = {
  readonly port: number;
  /** The key, as the environment says it to the SDK. */
  readonly environment: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;
  stop(): Promise<void>;
};

/** By itself a monitor gathers changes for a second before it agrees on them, and each pool is several: here it does not wait. */
const configuration = (dir: string, fsid: string, monitorPort: number, port: number): string => `
[global]
keyring = ${dir}/keyring
fsid = ${fsid}
mon host = v2:127.0.0.1:${monitorPort}
run dir = ${dir}
admin socket = ${dir}/$name.asok
log file = ${dir}/$name.log
public addr = 127.0.0.1
ms bind msgr1 = false
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 1
paxos propose interval = 0.01
paxos min wait = 0.01
mon data = ${dir}/mon
osd objectstore = memstore
memstore device bytes = 1073741824
osd data = ${dir}/osd
osd class load list = *
osd class default list = *
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw thread pool size = 32
`;

/** What each may do, as the monitor learns it with its first data. */
const capabilities: Readonly<Record<string, readonly string[]>> = {
  'mon.': ['mon', 'allow *'],
  'client.admin': ['mon', 'allow *', 'osd', 'allow *', 'mgr', 'allow *'],
  'osd.0': ['mon', 'allow profile osd', 'osd', 'allow *'],
  'client.rgw.a': ['mon', 'allow rwx', 'osd', 'allow rwx'],
};

export async function startCephGateway(): Promise<CephGateway> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-ceph-'));
  for (const name of ['mon', 'osd']) mkdirSync(join(dir, name));
  const [monitorPort, port] = [await freePort(), await freePort()];
  const file = join(dir, 'ceph.conf');
  const fsid = randomUUID();
  writeFileSync(file, configuration(dir, fsid, monitorPort, port));
  const keyring = join(dir, 'keyring');
  for (const [index, [name, pairs]] of Object.entries(capabilities).entries()) {
    const caps = pairs.flatMap((text, at) => (at % 2 === 0 ? ['--cap', text] : [text]));
    await command('ceph-authtool', [
      ...(index === 0 ? ['--create-keyring'] : []),
      keyring,
      '--gen-key',
      '-n',
      name,
      ...caps,
    ]);
  }
  const child = (name: string, args: readonly string[], isReady: () => Promise<boolean>): Child =>
    new Child({
      name,
      command: [name, '-f', '-c', file, ...args],
      remedy: `: run apt-get install ${name}`,
      log: join(dir, `${name}.out`),
      isReady,
    });
  const ceph = (...args: string[]): Promise<string> =>
    command('ceph', ['-c', file, '--connect-timeout', '30', ...args]);

  const monitor = child('ceph-mon', ['-i', 'a'], () => Promise.resolve(true));
  const disk = child('ceph-osd', ['-i', '0'], () => Promise.resolve(true));
  const gateway = child('radosgw', ['-n', 'client.rgw.a'], () => answers(port));
  const stop = async (): Promise<void> => {
    for (const each of [gateway, disk, monitor]) await each.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  const [accessKey, secretKey] = ['ROOKERYTESTKEY', 'a secret that no log may hold'];
  try {
    const map = join(dir, 'monmap');
    await command('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[v2:127.0.0.1:${monitorPort}]`, map]);
    await command('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring, '-c', file]);
    await monitor.start();
    const osd = randomUUID();
    await ceph('osd', 'new', osd);
    await command('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', osd, '-c', file]);
    await disk.start();
    await gateway.start(100);
    const user = ['--uid=rookery', '--display-name=Rookery', `--access-key=${accessKey}`, `--secret-key=${secretKey}`];
    await command('radosgw-admin', ['-c', file, 'user', 'create', ...user]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, environment: { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }, stop };
}

async function command(name: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(name, args, { timeout: commandMs })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(`${name} is not there: run apt-get install radosgw ceph-mon ceph-osd`, { cause: error });
    throw error;
  }
}

/** Without a key it lists nobody's buckets. */
const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1_000) }).then(
    async (answer) => (await answer.text()).includes('ListAllMyBuckets'),
    () => false,
  );
