import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Answer, Job } from './process/messages.ts';

/** Runs from source and from the build. */
const program = new URL(`./process/picture-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** A process that has had nothing to do for so long is ended: it holds some 60 MB. */
const idleMs = 30_000;

/** One process for pictures. It is started when there is work, and again after it has died. */
export class PictureLane {
  #process: ChildProcess | null = null;
  #idle: NodeJS.Timeout | null = null;

  /** One job at a time. Null where the process died of it, or was ended after `deadlineMs`. */
  async run(job: Job, deadlineMs: number): Promise<Answer | null> {
    if (this.#idle) clearTimeout(this.#idle);
    const child = (this.#process ??= this.#start());
    return new Promise((resolve) => {
      const end = (answer: Answer | null): void => {
        clearTimeout(timer);
        child.off('message', end);
        child.off('exit', died);
        child.off('error', died);
        this.#idle = setTimeout(() => this.close(), idleMs).unref();
        resolve(answer);
      };
      const died = (): void => end(null);
      const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      child.on('message', end);
      child.on('exit', died);
      child.on('error', died);
      // A process that is gone already says so by its exit.
      child.send(job, () => undefined);
    });
  }

  /** What it works at has died of it then. */
  close(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#process?.kill('SIGKILL');
    // It may take a while to be gone: the next job does not meet it.
    this.#process = null;
  }

  #start(): ChildProcess {
    const child = fork(program, {
      execArgv: ['--max-old-space-size=128'],
      // Nothing of the node's settings, and few heaps, which would keep what pictures took.
      env: { PATH: process.env['PATH'] ?? '', MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const gone = (): void => {
      if (this.#process === child) this.#process = null;
    };
    // Before whoever waits hears of it, so that the next job gets a new process.
    child.on('exit', gone);
    child.on('error', gone);
    return child;
  }
}
