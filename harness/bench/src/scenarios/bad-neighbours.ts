import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startColony } from '@rookery/testkit/colony';
import { RawClient } from '@rookery/testkit/counting-client';
import { freePort } from '@rookery/testkit/free-port';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess, pinned } from '../measured-process.ts';
import type { Figure, Scenario } from './scenario.ts';

const peers = join(dirname(dirname(fileURLToPath(import.meta.url))), 'peers');

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
const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);
/** Rooms that are searched in, beside those. */
const moreRooms = 3_000;
/** p99 beside the attack against p99 beside the same attack on a sink. */
const mostTimes = 2;
/** Beside a sink and beside the server by turns: one slow moment of the machine is then not all of a row. */
const turns = 3;
/** After the last attack, ms: garbage has been collected by then. */
const quietMs = 10_000;
/** A newcomer comes when the bad neighbour is in full swing, ms after it has begun. */
const swingMs = 500;

function start(script: string, core: 'server' | 'clients', ...args: readonly string[]): ChildProcess {
  const [command = 'node', ...rest] = pinned(core, ['node', join(peers, script), ...args]);
  return spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** Limits as they are by default. The clients share their core with the bad ones: beside a sink they do so too. */
class Neighbourhood {
  readonly #port: number;
  readonly #sinkPort: number;
  readonly #crowd: Crowd;
  readonly #ms: number;
  readonly #turns: number;
  #addresses = 0;

  private constructor(port: number, sinkPort: number, crowd: Crowd, quick: boolean) {
    this.#port = port;
    this.#sinkPort = sinkPort;
    this.#crowd = crowd;
    this.#ms = quick ? 600 : 2_000;
    this.#turns = quick ? 1 : turns;
  }

  static async open(port: number, sinkPort: number, quick: boolean): Promise<Neighbourhood> {
    const crowd = await Crowd.connect(port, 1_000, rooms, 'rookery', { sampleEvery: 5 });
    const neighbourhood = new Neighbourhood(port, sinkPort, crowd, quick);
    await neighbourhood.#latencies();
    return neighbourhood;
  }

  stop(): void {
    this.#crowd.stop();
  }

  /** A room of long messages, and many rooms: made in a few seconds, from as many addresses as that takes. */
  async furnish(quick: boolean): Promise<void> {
    const writer = await this.#guest('198.18.0.1');
    await writer.ask('room:create', { name: 'long' });
    for (let index = 0; index < 100; index += 1) {
      const answer = await writer.ask('message:room', { room: 'long', content: `${index} ${'x'.repeat(7_900)}` });
      if (!answer.includes('"ok":true')) index -= 1;
      if (index >= 50) await pause(55);
    }
    writer.close();
    const each = 50;
    for (let made = 0; made < (quick ? 500 : moreRooms); made += each) {
      const founder = await this.#guest(`198.18.1.${Math.floor(made / 500)}`);
      await Promise.all(
        Array.from({ length: each }, (_, index) => founder.ask('room:create', { name: `furniture ${made + index}` })),
      );
      founder.close();
    }
  }

  async #guest(address: string): Promise<RawClient> {
    const tally = { received: 0, bytes: 0, gaps: 0, latencies: [] };
    const client = new RawClient(this.#port, tally, { address });
    await client.ready;
    await client.ask('user:join', { username: `furnisher.${Math.random().toString(36).slice(2, 10)}` });
    return client;
  }

  /** ms from sending to receipt. */
  async #latencies(): Promise<readonly number[]> {
    const report = await this.#crowd.run({ rooms, rate: 200, ms: this.#ms, closed: false, bytes: 100 }, 500);
    if (report.failed + report.gaps > 0)
      throw new Error(`the others were disturbed: ${report.failed} refused, ${report.gaps} gaps`);
    return report.latencies;
  }

  /** Each time from another address: one that is known has spent what it had. */
  async #beside(deed: string, port: number): Promise<Beside> {
    this.#addresses += 1;
    const bad = start('bad-neighbour.ts', 'clients', deed, String(port), `198.51.100.${this.#addresses}`);
    try {
      await once(bad, 'message');
      // From its first moment on.
      const newcomer = deed === 'silent' ? pause(swingMs).then(() => this.#newcomer()) : 0;
      return { latencies: await this.#latencies(), newcomerMs: await newcomer };
    } finally {
      bad.kill('SIGKILL');
      // What was cut off is cleared away.
      await pause(300);
    }
  }

  /** ms until somebody who comes now is greeted. */
  async #newcomer(): Promise<number> {
    const startedAt = performance.now();
    const client = new RawClient(this.#port, { received: 0, bytes: 0, gaps: 0, latencies: [] });
    await client.ready;
    client.close();
    return performance.now() - startedAt;
  }

  async calm(where: string): Promise<Figure> {
    const latencies: number[] = [];
    for (let turn = 0; turn < this.#turns; turn += 1) latencies.push(...(await this.#latencies()));
    return { name: `${where}: p99 with good neighbours`, value: quantile(latencies, 0.99), unit: 'ms' };
  }

  async measure(where: string, deed: string, what: string): Promise<readonly Figure[]> {
    const beside = { sink: [] as Beside[], server: [] as Beside[] };
    for (let turn = 0; turn < this.#turns; turn += 1) {
      beside.sink.push(await this.#beside(deed, this.#sinkPort));
      beside.server.push(await this.#beside(deed, this.#port));
    }
    const [sink, server] = [p99(beside.sink), p99(beside.server)];
    const newcomerMs = Math.max(...beside.server.map((each) => each.newcomerMs));
    return [
      { name: `${where}: p99 while ${what}`, value: server, unit: 'ms' },
      { name: 'the same beside a sink', value: sink, unit: 'ms' },
      {
        name: 'so many times',
        value: server / sink,
        unit: '×',
        bar: `≤ ${mostTimes}`,
        met: server / sink <= mostTimes,
      },
      ...(newcomerMs > 0 ? [{ name: 'a newcomer is greeted in', value: newcomerMs, unit: 'ms' }] : []),
    ];
  }
}

type Beside = { readonly latencies: readonly number[]; readonly newcomerMs: number };

const p99 = (turns: readonly Beside[]): number =>
  quantile(
    turns.flatMap(({ latencies }) => latencies),
    0.99,
  );

async function besideAll(
  where: string,
  port: number,
  { sinkPort, quick, asked }: Measurement,
): Promise<readonly Figure[]> {
  const neighbourhood = await Neighbourhood.open(port, sinkPort, quick);
  try {
    await neighbourhood.furnish(quick);
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
    const sink = start('sink.ts', 'server', String(sinkPort));
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
