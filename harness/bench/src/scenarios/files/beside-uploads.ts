import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@rookery/testkit/free-port';
import { askProcess } from '../../ask-process.ts';
import { Crowd, quantile } from '../../crowd.ts';
import { MeasuredProcess, pinned } from '../../measured-process.ts';
import { startPeer } from '../../neighbourhood.ts';
import type { UploadOrder, UploadReport } from '../../peers/uploader.ts';
import type { Figure } from '../scenario.ts';
import { newAccount } from './calls.ts';

const members = 1_000;
const rooms = ['the room'];
const messagesPerSecond = 20;
const uploaders = 20;
const fileBytes = 10e6;
const mostTimes = 2;
/** The uploads are in full swing when the talk begins, and go on for as long after it, ms. */
const swingMs = 500;

/** A room talks alone, while 20 upload to the same server, and while they upload to a sink on the same cores, by turns. */
export async function measureBesideUploads(quick: boolean): Promise<readonly Figure[]> {
  const server = await MeasuredProcess.start('rookery');
  const sinkPort = await freePort();
  const sink = startPeer('sink.ts', 'server', String(sinkPort));
  // Behind the clients that take the time, with which it shares a core.
  const script = fileURLToPath(new URL('../../peers/uploader.ts', import.meta.url));
  const child = spawn('nice', ['-n', '15', ...pinned('clients', ['node', script])], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const crowd = await Crowd.connect(server.port, members, rooms, 'rookery', { sampleEvery: 5 });
  try {
    const tokens: string[] = [];
    for (let index = 0; index < uploaders; index += 1) tokens.push(await newAccount(server.port, `uploader.${index}`));
    const ms = quick ? 2_000 : 8_000;
    const talk = async (): Promise<readonly number[]> => {
      const order = { rooms, rate: messagesPerSecond, ms, closed: false, bytes: 100 };
      const { latencies, acked, received } = await crowd.run(order);
      if (received !== acked * members) throw new Error(`${received} of ${acked * members} were heard`);
      return latencies;
    };
    const beside = async (port: number): Promise<readonly [readonly number[], UploadReport]> => {
      const order: UploadOrder = { port, tokens, bytes: fileBytes, ms: ms + 2 * swingMs };
      const uploading: Promise<UploadReport> = askProcess(child, order);
      // Read below; until then its failure waits.
      uploading.catch(() => undefined);
      await pause(swingMs);
      const latencies = await talk();
      return [latencies, await uploading];
    };
    // The first of each the engine has yet to compile for.
    await talk();
    await beside(server.port);
    const [alone, besideSink, besideServer]: number[][] = [[], [], []];
    const rates: number[] = [];
    for (let turn = 0; turn < (quick ? 1 : 3); turn += 1) {
      alone?.push(...(await talk()));
      besideSink?.push(...(await beside(sinkPort))[0]);
      const [latencies, { files, seconds }] = await beside(server.port);
      besideServer?.push(...latencies);
      rates.push((files * fileBytes) / 1e6 / seconds);
    }
    const before = quantile(alone ?? [], 0.99);
    const during = quantile(besideServer ?? [], 0.99);
    const ratio = during / before;
    return [
      { name: 'room of 1,000, 20 messages a second: p99', value: before, unit: 'ms' },
      { name: 'p99 while 20 upload files of 10 MB without pause', value: during, unit: 'ms' },
      { name: 'so many times', value: ratio, unit: '×', bar: `≤ ${mostTimes}`, met: ratio <= mostTimes },
      { name: 'what they upload', value: quantile(rates, 0.5), unit: 'MB/s' },
      { name: 'p99 while they upload to a sink beside', value: quantile(besideSink ?? [], 0.99), unit: 'ms' },
    ];
  } finally {
    crowd.stop();
    child.kill('SIGKILL');
    sink.kill('SIGKILL');
    await server.stop();
  }
}
