import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { asConversationId } from '@rookery/protocol';
import { MessageTraces } from '@rookery/server/message-traces';
import { OpsBook } from '@rookery/server/ops-book';
import { clock, onBothStores } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const sampleMs = 10_000;
const room = asConversationId('r_5hV2kQn8Zx1pT4mR7c9wLb');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const usedHeap = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

/** CPU of what each message pays, ns: it is noted where it was stored, and where it was given out. */
function costOfMessages(messages: number): number {
  const traces = new MessageTraces('bench', clock, true, 2);
  const book = new OpsBook('bench', clock);
  const round = (): void => {
    for (let seq = 1; seq <= messages; seq += 1) {
      traces.stored(room, seq, clock.now(), false);
      traces.delivered(room, seq, 20);
      book.figures.acknowledged(2);
      book.figures.delivered(20);
      book.figures.arrived(1);
    }
  };
  round();
  const cpu = process.cpuUsage();
  round();
  const { user, system } = process.cpuUsage(cpu);
  return ((user + system) * 1_000) / messages;
}

/** What a node pays for looking at itself, every ten seconds, with a full day in its book. */
async function measure(name: string, store: Store, quick: boolean): Promise<Figure[]> {
  let now = Date.now();
  const book = new OpsBook('bench', { now: () => now });
  const heapUsed = usedHeap();
  book.measure({
    ...{ store, dataDir: tmpdir(), version: '0', connections: () => 10, maxConnections: 1_000 },
    blobs: { free: () => Promise.resolve(undefined) },
    readiness: { report: () => Promise.resolve({ ok: true, degraded: false, details: [] }) },
    tasks: { counts: new Map(), leased: () => 0 },
    blocks: () => null,
    certificateEndsAt: () => null,
  });
  const samples = quick ? 400 : 8_640;
  const cpu = process.cpuUsage();
  for (let sample = 0; sample < samples; sample += 1) {
    now += sampleMs;
    await book.sample();
  }
  const { user, system } = process.cpuUsage(cpu);
  const share = (100 * (user + system)) / 1_000 / samples / sampleMs;
  const grown = Math.max(0, usedHeap() - heapUsed) / 2 ** 20;
  await book.close();
  return [
    { name: `${name}: a node's looking at itself`, value: share, unit: '% of a core', bar: '≤ 0.5', met: share <= 0.5 },
    { name: `${name}: memory of it`, value: grown, unit: 'MiB', bar: '≤ 2', met: grown <= 2 },
  ];
}

export const ops: Scenario = {
  name: 'ops',
  about:
    'What /ops and traces cost: notes of one message (stored, given out, counted), and a node’s looking at itself every ten seconds over each store.',
  run: async (quick) => {
    const nanoseconds = costOfMessages(quick ? 200_000 : 2_000_000);
    return [{ name: 'notes of a message', value: nanoseconds, unit: 'ns' }, ...(await onBothStores(quick, measure))];
  },
};
