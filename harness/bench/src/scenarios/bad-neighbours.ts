import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startColony } from '@rookery/testkit/colony';
import { freePort } from '@rookery/testkit/free-port';
import { MeasuredProcess } from '../measured-process.ts';
import { Neighbourhood, startPeer } from '../neighbourhood.ts';
import type { Figure, Scenario } from './scenario.ts';

/** What the bad neighbours do, as peers/bad-neighbour.ts knows it. */
const deeds: readonly (readonly [deed: string, what: string])[] = [
  ['namespaces', 'three name unknown namespaces and do not read'],
  ['ghosts', '200 a second say CONNECT twice and go'],
  ['tiny-1', 'one sends 100,000 tiny frames a second'],
  ['tiny-10', 'ten send 100,000 tiny frames a second each'],
  ['nested', 'one sends frames of 1 MB of brackets'],
  ['polling', 'one posts 19,000 packets at a time'],
  ['guests', '100 guests do all that they may'],
  ['founding', '20 make guests and rooms without end'],
  ['searches', '100 who have not joined search the rooms'],
  ['pages', '100 ask for 40 long pages each and do not read'],
  ['slow-bodies', '500 send their bodies byte by byte'],
  ['silent', '5,000 connect and say nothing'],
  ['garbage', 'one sends garbage'],
  ['huge', 'one sends frames of 5 MB'],
  ['flood', 'one sends 10,000 events a second'],
];
/** Where they do it. */
const places = ['node', 'nginx'] as const;
/** Rooms that are searched in, beside those. */
const moreRooms = 3_000;
/** After the last attack, ms: garbage has been collected by then. */
const quietMs = 10_000;
async function besideAll(
  where: string,
  port: number,
  { sinkPort, quick, asked }: Measurement,
): Promise<readonly Figure[]> {
  let address = 0;
  const neighbourhood = await Neighbourhood.open(port, sinkPort, {
    ms: quick ? 600 : 2_000,
    turns: quick ? 1 : 3,
    mostTimes: 2,
    addresses: () => [`198.51.100.${(address += 1)}`],
    newcomersBeside: ['silent'],
  });
  try {
    await neighbourhood.furnish(quick ? 500 : moreRooms);
    const figures: Figure[] = [await neighbourhood.calm(where)];
    for (const [deed, what] of asked) figures.push(...(await neighbourhood.measure(where, deed, what)));
    return figures;
  } finally {
    neighbourhood.stop();
  }
}

type Measurement = { readonly sinkPort: number; readonly quick: boolean; readonly asked: typeof deeds };

async function besideOneNode(measurement: Measurement): Promise<readonly Figure[]> {
  const server = await MeasuredProcess.start('rookery', { ROOKERY_RATE_LIMITS: 'on' });
  try {
    const before = server.rssMiB();
    const figures = await besideAll('one node', server.port, measurement);
    const atOnce = server.rssMiB() - before;
    // V8 collects when it needs room, and the server when it is quiet: what is left then is held.
    await pause(quietMs);
    return [
      ...figures,
      { name: 'one node: memory after all of it', value: atOnce, unit: 'MiB more' },
      { name: 'the same when it has been quiet', value: server.rssMiB() - before, unit: 'MiB more' },
    ];
  } finally {
    await server.stop();
  }
}

async function besideTwoNodes(measurement: Measurement): Promise<readonly Figure[]> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  const colony = await startColony({ dir, settings: { ROOKERY_LOG_LEVEL: 'error' } });
  try {
    return await besideAll('through NGINX', Number(new URL(colony.url).port), measurement);
  } finally {
    await colony.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

export const badNeighbours: Scenario = {
  name: 'bad-neighbours',
  about:
    '1,000 people in 50 rooms say 200 messages a second; others do their worst. p99 from sending to receipt, beside each attack on the server and beside the same on a sink that does nothing, three times by turns; one node, and two behind NGINX.',
  only: [...places, ...deeds.map(([deed]) => deed)],
  run: async (quick, { only }) => {
    const sinkPort = await freePort();
    const sink = startPeer('sink.ts', 'server', String(sinkPort));
    const named = deeds.filter(([deed]) => only.includes(deed));
    const measurement = { sinkPort, quick, asked: named.length > 0 ? named : deeds };
    const isAsked = (place: (typeof places)[number]): boolean =>
      only.includes(place) || !places.some((other) => only.includes(other));
    try {
      return [
        ...(isAsked('node') ? await besideOneNode(measurement) : []),
        ...(isAsked('nginx') ? await besideTwoNodes(measurement) : []),
      ];
    } finally {
      sink.kill('SIGKILL');
    }
  },
};
