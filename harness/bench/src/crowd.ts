import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { askProcess } from './ask-process.ts';
import type { Order, Report } from './generator.ts';
import { pinned } from './measured-process.ts';

const generator = join(dirname(fileURLToPath(import.meta.url)), 'generator.ts');
/** Clients in one process: a process may hold 20,000 files. */
const clientsAProcess = 9_000;

/** Thousands of light clients in as many processes as they need. */
export class Crowd {
  readonly #processes: ChildProcess[] = [];
  #bytesWhileConnecting = 0;

  /** Connects `count` clients, spread over `rooms`, which the first ones create. */
  static async connect(
    port: number,
    count: number,
    rooms: readonly string[],
    protocol: 'rookery' | 'plain',
    more: { readonly roomsEach?: number; readonly sampleEvery?: number } = {},
  ): Promise<Crowd> {
    const crowd = new Crowd();
    // Two crowds on one server have different people.
    const prefix = `${Math.random().toString(36).slice(2, 8)}.`;
    for (let from = 0; from < count; from += clientsAProcess) {
      const [command = 'node', ...args] = pinned('clients', ['node', generator]);
      const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      crowd.#processes.push(child);
      const names = Array.from(
        { length: Math.min(clientsAProcess, count - from) },
        (_, index) => `${prefix}${from + index}`,
      );
      const report = await ask(child, { kind: 'connect', port, names, rooms, create: from === 0, protocol, ...more });
      crowd.#bytesWhileConnecting += report.bytes;
    }
    return crowd;
  }

  /** The first process's clients write; all report what they heard, after what is under way has come. */
  async run(order: Omit<Extract<Order, { kind: 'run' }>, 'kind'>, settleMs = 1_500): Promise<Report> {
    await Promise.all(this.#processes.map((child) => ask(child, { kind: 'catch-up', rooms: order.rooms })));
    const [first] = this.#processes;
    if (!first) throw new Error('nobody is connected');
    const own = await ask(first, { kind: 'run', ...order });
    await pause(settleMs);
    const heard = await this.#reports();
    return {
      ...own,
      received: own.received + heard.reduce((sum, report) => sum + report.received, 0),
      gaps: own.gaps + heard.reduce((sum, report) => sum + report.gaps, 0),
      latencies: [...own.latencies, ...heard.flatMap((report) => report.latencies)],
      connected: heard.reduce((sum, report) => sum + report.connected, 0),
    };
  }

  /** Since it was last asked for anything. */
  async received(): Promise<number> {
    return (await this.#reports()).reduce((sum, report) => sum + report.received, 0);
  }

  async connected(): Promise<number> {
    return (await this.#reports()).reduce((sum, report) => sum + report.connected, 0);
  }

  /** Since it was connected. */
  async receivedBytes(): Promise<number> {
    return this.#bytesWhileConnecting + (await this.#reports()).reduce((sum, report) => sum + report.bytes, 0);
  }

  #reports(): Promise<Report[]> {
    return Promise.all(this.#processes.map((child) => ask(child, { kind: 'count' })));
  }

  stop(): void {
    for (const child of this.#processes) child.kill('SIGKILL');
  }
}

const ask = (child: ChildProcess, order: Order): Promise<Report> => askProcess(child, order);

/** Of unsorted numbers. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
