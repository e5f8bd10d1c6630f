import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askProcess } from './ask-process.ts';
import { pinned } from './measured-process.ts';
import type { ReturningOrder, ReturningReport } from './returning.ts';

const script = join(dirname(fileURLToPath(import.meta.url)), 'returning.ts');
const processes = 2;

/** Thousands of people with sessions who go away and come back all at once. */
export class Returners {
  readonly #children: readonly ChildProcess[];

  private constructor(children: readonly ChildProcess[]) {
    this.#children = children;
  }

  /** `count` of them, spread over `rooms`, which are there. Connected. */
  static async join(port: number, count: number, rooms: readonly string[], cookies = false): Promise<Returners> {
    const children = Array.from({ length: processes }, () => {
      // Behind the clients that take the time, with which they share a core.
      const args = ['-n', '15', ...pinned('clients', ['node', script])];
      return spawn('nice', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    });
    for (const [index, child] of children.entries()) {
      const names = Array.from({ length: count / processes }, (_, at) => `back.${index}.${at}`);
      await give(child, { kind: 'join', port, names, rooms, cookies });
    }
    return new Returners(children);
  }

  vanish(): Promise<readonly ReturningReport[]> {
    return this.#all({ kind: 'vanish' });
  }

  comeBack(port: number): Promise<readonly ReturningReport[]> {
    return this.#all({ kind: 'return', port });
  }

  check(): Promise<readonly ReturningReport[]> {
    return this.#all({ kind: 'check' });
  }

  #all(order: ReturningOrder): Promise<readonly ReturningReport[]> {
    return Promise.all(this.#children.map((child) => give(child, order)));
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}

const give = (child: ChildProcess, order: ReturningOrder): Promise<ReturningReport> => askProcess(child, order);
