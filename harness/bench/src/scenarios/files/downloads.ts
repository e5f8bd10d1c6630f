import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { startFront } from '@rookery/testkit/front';
import { nginx } from '@rookery/testkit/nginx';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { quantile } from '../../crowd.ts';
import { MeasuredProcess } from '../../measured-process.ts';
import type { Figure } from '../scenario.ts';
import { drain, upload } from './calls.ts';

const atOnce = 4;
const leastTimes = 0.8;
const mostCpuMs = 1;
const warmUps = 1_000;
/** Each size, and how many downloads a turn has. */
const sizes = [
  { name: '2 MB', bytes: 2e6, downloads: 100 },
  { name: '20 MB', bytes: 20e6, downloads: 20 },
] as const;

/** A file of a room through deploy/nginx, which asks the node who may have it, and from an NGINX that serves the same file to everybody, by turns. */
export async function measureDownloads(quick: boolean): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-files-'));
  const files = join(dir, 'files');
  const settings = { ROOKERY_FILES: files, ROOKERY_FILES_REDIRECT: '/rookery-files/' };
  const server = await MeasuredProcess.start('rookery', settings);
  const port = await freePort();
  const own = nginx({ dir: join(dir, 'nginx'), port, nodes: [{ name: 'n1', port: server.port }], files });
  const peer = await startFront({
    dir: join(dir, 'peer'),
    http: 'sendfile on; tcp_nodelay on;',
    server: `location /plain/ { alias ${files}/; }`,
  });
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    await own.start();
    const [sender, reader] = [await guest(server.url, 'sender'), await guest(server.url, 'reader')];
    const { room } = await sender.ask('room:create', { name: 'downloads' });
    await reader.ask('room:join', { room: room.id });
    const figures: Figure[] = [];
    for (const { name, bytes, downloads } of sizes) {
      const { id } = await upload(server.port, sender.token, 'a.bin', Buffer.alloc(bytes, 'x'));
      await sender.ask('message:room', { room: room.id, files: [id] });
      const through = `http://127.0.0.1:${port}/api/v1/files/${id}`;
      const plain = `${peer.url}/plain/${placeOf(files, bytes)}`;
      /** MB a second. */
      const rate = async (url: string): Promise<number> => {
        const startedAt = performance.now();
        let left = downloads;
        const one = async (): Promise<void> => {
          while ((left -= 1) >= 0) {
            const came = await drain(url, reader.token, agent);
            if (came !== bytes) throw new Error(`${came} bytes of ${bytes} came from ${url}`);
          }
        };
        await Promise.all(Array.from({ length: atOnce }, one));
        return (downloads * bytes) / 1e3 / (performance.now() - startedAt);
      };
      // The engine has yet to compile what the node does for each.
      for (let index = 0; index < warmUps; index += 1)
        await fetch(through, { method: 'HEAD', headers: { authorization: `Bearer ${reader.token}` } });
      for (const url of [plain, through]) await rate(url);
      const turns: { readonly plain: number; readonly through: number; readonly cpuMs: number }[] = [];
      for (let turn = 0; turn < (quick ? 4 : 12); turn += 1) {
        const startedAt = server.cpuSeconds();
        const alone = await rate(plain);
        const halfway = server.cpuSeconds();
        const checked = await rate(through);
        // Beyond what it does anyway, which it did meanwhile too.
        const own = server.cpuSeconds() - halfway - (halfway - startedAt);
        turns.push({ plain: alone, through: checked, cpuMs: own * 1_000 });
      }
      const median = (values: readonly number[]): number => quantile(values, 0.5);
      const ratio = median(turns.map((turn) => turn.through / turn.plain));
      const cpu = turns.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / turns.length / downloads;
      figures.push(
        {
          name: `${name}, ${atOnce} at once: NGINX by itself`,
          value: median(turns.map((turn) => turn.plain)),
          unit: 'MB/s',
        },
        { name: 'through NGINX, the node checks', value: median(turns.map((turn) => turn.through)), unit: 'MB/s' },
        { name: 'so many times', value: ratio, unit: '×', bar: `≥ ${leastTimes}`, met: ratio >= leastTimes },
        { name: 'node CPU a download', value: cpu, unit: 'ms', bar: `≤ ${mostCpuMs}`, met: cpu <= mostCpuMs },
      );
    }
    return figures;
  } finally {
    everyoneLeaves();
    agent.destroy();
    await peer.kill('SIGTERM');
    await own.kill('SIGTERM');
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Where the directory has the one file of this length. */
function placeOf(directory: string, bytes: number): string {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const found = names.find((name) => statSync(join(directory, name)).size === bytes);
  if (found === undefined) throw new Error(`no file of ${bytes} bytes in ${directory}`);
  return found;
}
