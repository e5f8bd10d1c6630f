import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../waiting/until.ts';

export type ChildOptions = {
  /** As messages call it. */
  readonly name: string;
  readonly command: readonly string[];
  /** What to do where the command is not there, as the end of a sentence. */
  readonly remedy?: string;
  /** All that it is given of the environment, besides PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The file to which all that it writes is added. */
  readonly log: string;
  /** Asked again and again after a start; must not reject. */
  readonly isReady: () => Promise<boolean>;
};

const startDeadlineMs = 60_000;
const usualIntervalMs = 30;

/** A process of ours that is started, killed and started again, and that writes into a log file. */
export class Child {
  readonly name: string;
  readonly log: string;
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #gone: Promise<void> = Promise.resolve();
  /** Why the last start brought no process. */
  #failure: NodeJS.ErrnoException | null = null;

  constructor(options: ChildOptions) {
    this.name = options.name;
    this.log = options.log;
    this.#options = options;
  }

  /** Starts it unless it runs, and resolves when it is ready. */
  async start(everyMs = usualIntervalMs): Promise<void> {
    this.spawn();
    await this.ready(everyMs);
  }

  /** Starts it unless it runs, and does not wait. */
  spawn(): void {
    if (!this.hasEnded) return;
    const [command = '', ...args] = this.#options.command;
    const output = openSync(this.log, 'a');
    const started = spawn(command, args, {
      env: { PATH: process.env['PATH'] ?? '', ...this.#options.environment },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#process = started;
    this.#failure = null;
    this.#gone = new Promise((resolve) => {
      started.once('exit', () => resolve());
      started.once('error', (error) => {
        this.#failure = error;
        resolve();
      });
    });
  }

  /** Rejects with the end of its log where it ends, or is not ready in time. */
  async ready(everyMs = usualIntervalMs): Promise<void> {
    const look = (): boolean | Promise<boolean> => {
      if (this.#failure?.code === 'ENOENT')
        throw new Error(`${this.#options.command[0]} is not installed${this.#options.remedy ?? ''}`);
      if (this.hasEnded) throw new Error(`${this.name} ended at once (${this.#end}, ${this.log}): ${this.output()}`);
      return this.#options.isReady();
    };
    await until(`${this.name} is ready`, look, startDeadlineMs, { everyMs }).catch((error: Error) => {
      throw this.hasEnded ? error : new Error(`${error.message} Its log (${this.log}) ends: ${this.output()}`);
    });
  }

  get hasEnded(): boolean {
    const child = this.#process;
    return child === null || this.#failure !== null || child.exitCode !== null || child.signalCode !== null;
  }

  /** Null while it runs, and where a signal has ended it. */
  get exitCode(): number | null {
    return this.#process?.exitCode ?? null;
  }

  /** What has ended it: a signal says more than a log, in which it leaves nothing. */
  get #end(): string {
    return this.#process?.signalCode ?? `exit code ${this.exitCode}`;
  }

  /** Null when it does not run. */
  pid(): number | null {
    return this.hasEnded ? null : (this.#process?.pid ?? null);
  }

  /** Sends a signal, and does not wait. */
  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Resolves with the exit code when the process is gone. */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.hasEnded) {
      this.signal(signal);
      // A process that SIGSTOP has stopped takes no signal but SIGKILL until it goes on.
      if (signal !== 'SIGKILL') this.signal('SIGCONT');
    }
    await this.#gone;
    return this.exitCode;
  }

  /** Whether it has ended, by itself or by a signal, within this time. */
  async ends(withinMs: number): Promise<boolean> {
    await Promise.race([this.#gone, pause(withinMs, undefined, { ref: false })]);
    return this.hasEnded;
  }

  /** The end of its log, this many characters at most. */
  output(characters = 2_000): string {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').slice(-characters) : '';
  }
}
