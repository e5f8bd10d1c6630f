import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '@rookery/testkit/child';
import { freePort } from '@rookery/testkit/free-port';
import { serverCommand, serverProcess } from '@rookery/testkit/server-process';
import type { BackupStage } from '../plan.ts';

/** For one command on a busy machine, while its store is struck. */
const commandMs = 60_000;

export type Attempt = { readonly isDone: boolean; readonly wasKilled: boolean; readonly said: string };

/** The archive of one run, as its operator makes it: by the commands of the build that runs, beside it. */
export class Archive {
  readonly #dir: string;
  readonly #build: string;
  readonly #settings: () => Readonly<Record<string, string>>;
  readonly #running = new Set<Child>();
  #commands = 0;
  #untouched: Promise<void> = Promise.resolve();

  /** `dir` is of the run. `settings`: those by which a server of it finds its store. */
  constructor(dir: string, build: string, settings: () => Readonly<Record<string, string>>) {
    this.#dir = dir;
    this.#build = build;
    this.#settings = settings;
  }

  get #place(): string {
    return join(this.#dir, 'archive');
  }

  /** Backup `number`, or the rest of it; killed once that much of it is there. */
  async backUp(number: number, killAt: BackupStage | null): Promise<Attempt> {
    await this.#untouched;
    const command = this.#command('backup', [this.#place], this.#settings());
    let wasKilled = false;
    if (killAt !== null) {
      const folder = join(this.#place, String(number).padStart(4, '0'));
      const awaited = killAt === 'begun' ? folder : join(folder, `${killAt}-00001.jsonl.zst`);
      while (!command.hasEnded && !existsSync(awaited)) await pause(1);
      wasKilled = !command.hasEnded;
      await command.kill('SIGKILL');
    }
    return { ...(await this.#ended(command)), wasKilled };
  }

  /** Whoever takes the disk away from beneath the store ends what reads it; nothing begins to until `act` has ended. */
  async without(act: () => Promise<void>): Promise<void> {
    await Promise.all([...this.#running].map((command) => command.kill('SIGKILL')));
    const acting = act();
    this.#untouched = acting.catch(() => undefined);
    await acting;
  }

  async verify(): Promise<Attempt> {
    return this.#ended(this.#command('verify-archive', [this.#place], {}));
  }

  /** Into an empty store of its own, built in. */
  async restore(): Promise<Attempt> {
    return this.#ended(this.#command('restore', [this.#place], this.#restored));
  }

  /** Serves what was restored for as long as `look` takes. */
  async serve<Seen>(look: (url: string) => Promise<Seen>): Promise<Seen> {
    const server = serverProcess({
      name: 'the restored server',
      port: await freePort(),
      log: join(this.#dir, 'restored.log'),
      command: serverCommand(join(this.#build, 'main.js')),
      settings: { ...this.#restored, ROOKERY_RATE_LIMITS: 'off' },
    });
    this.#running.add(server);
    try {
      await server.start();
      return await look(server.url);
    } finally {
      await server.kill('SIGKILL');
      this.#running.delete(server);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running].map((each) => each.kill('SIGKILL')));
  }

  get #restored(): Readonly<Record<string, string>> {
    return { ROOKERY_DATA_DIR: join(this.#dir, 'restored'), ROOKERY_FILES: join(this.#dir, 'restored-files') };
  }

  #command(name: string, words: readonly string[], environment: Readonly<Record<string, string>>): Child {
    this.#commands += 1;
    const command = new Child({
      name,
      command: [...serverCommand(join(this.#build, `${name}.js`)), ...words],
      environment,
      // Each has a log of its own: what it said is the whole of it.
      log: join(this.#dir, `${name}-${this.#commands}.log`),
      isReady: () => Promise.resolve(true),
    });
    command.spawn();
    this.#running.add(command);
    return command;
  }

  async #ended(command: Child): Promise<Attempt> {
    const isInTime = await command.ends(commandMs);
    if (!isInTime) await command.kill('SIGKILL');
    this.#running.delete(command);
    const said = isInTime ? command.output() : `${command.output()} It did not end within ${commandMs / 1_000} s.`;
    return { isDone: command.exitCode === 0, wasKilled: !isInTime, said };
  }
}
