import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RawClient } from '@rookery/testkit/counting-client';
import { Crowd, quantile } from './crowd.ts';
import { pinned } from './measured-process.ts';
import type { Figure } from './scenarios/scenario.ts';

const peers = join(dirname(fileURLToPath(import.meta.url)), 'peers');
const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);
/** A newcomer comes when the bad neighbour is in full swing, ms after it has begun. */
const swingMs = 500;

export type NeighbourhoodOptions = {
  /** How long each measurement takes, ms. */
  readonly ms: number;
  /** Beside a sink and beside the server by turns: one slow moment of the machine is then not all of a row. */
  readonly turns: number;
  /** p99 beside the attack against p99 beside the same attack on a sink. */
  readonly mostTimes: number;
  /** Where the bad ones come from: a process for each. Asked anew for each attack: an address that is known has spent what it had. */
  readonly addresses: () => readonly string[];
  /** Deeds beside which the greeting of a newcomer is measured too. */
  readonly newcomersBeside: readonly string[];
};

/** Starts a script of `peers`. */
export function startPeer(script: string, core: 'server' | 'clients', ...args: readonly string[]): ChildProcess {
  const [command = 'node', ...rest] = pinned(core, ['node', join(peers, script), ...args]);
  return spawn(command, rest, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** Limits as they are by default. The clients share their core with the bad ones: beside a sink they do so too. */
export class Neighbourhood {
  readonly #port: number;
  readonly #sinkPort: number;
  readonly #crowd: Crowd;
  readonly #options: NeighbourhoodOptions;

  private constructor(port: number, sinkPort: number, crowd: Crowd, options: NeighbourhoodOptions) {
    this.#port = port;
    this.#sinkPort = sinkPort;
    this.#crowd = crowd;
    this.#options = options;
  }

  static async open(port: number, sinkPort: number, options: NeighbourhoodOptions): Promise<Neighbourhood> {
    const crowd = await Crowd.connect(port, 1_000, rooms, 'rookery', { sampleEvery: 5 });
    const neighbourhood = new Neighbourhood(port, sinkPort, crowd, options);
    await neighbourhood.#latencies();
    return neighbourhood;
  }

  stop(): void {
    this.#crowd.stop();
  }

  /** A room of long messages, and many rooms: made in a few seconds, from as many addresses as that takes. */
  async furnish(moreRooms: number): Promise<void> {
    const writer = await this.#guest('198.18.0.1');
    await writer.ask('room:create', { name: 'long' });
    for (let index = 0; index < 100; index += 1) {
      const answer = await writer.ask('message:room', { room: 'long', content: `${index} ${'x'.repeat(7_900)}` });
      if (!answer.includes('"ok":true')) index -= 1;
      if (index >= 50) await pause(55);
    }
    writer.close();
    const each = 50;
    for (let made = 0; made < moreRooms; made += each) {
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
    const report = await this.#crowd.run({ rooms, rate: 200, ms: this.#options.ms, closed: false, bytes: 100 }, 500);
    if (report.failed + report.gaps > 0)
      throw new Error(`the others were disturbed: ${report.failed} refused, ${report.gaps} gaps`);
    return report.latencies;
  }

  async #beside(deed: string, port: number): Promise<Beside> {
    const bad = this.#options
      .addresses()
      .map((address) => startPeer('bad-neighbour.ts', 'clients', deed, String(port), address));
    try {
      await Promise.all(bad.map((each) => once(each, 'message')));
      // From its first moment on.
      const newcomer = this.#options.newcomersBeside.includes(deed) ? pause(swingMs).then(() => this.#newcomer()) : 0;
      return { latencies: await this.#latencies(), newcomerMs: await newcomer };
    } finally {
      for (const each of bad) each.kill('SIGKILL');
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
    for (let turn = 0; turn < this.#options.turns; turn += 1) latencies.push(...(await this.#latencies()));
    return { name: `${where}: p99 with good neighbours`, value: quantile(latencies, 0.99), unit: 'ms' };
  }

  async measure(where: string, deed: string, what: string): Promise<readonly Figure[]> {
    const beside = { sink: [] as Beside[], server: [] as Beside[] };
    for (let turn = 0; turn < this.#options.turns; turn += 1) {
      beside.sink.push(await this.#beside(deed, this.#sinkPort));
      beside.server.push(await this.#beside(deed, this.#port));
    }
    const { mostTimes } = this.#options;
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
