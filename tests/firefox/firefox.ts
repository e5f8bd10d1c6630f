import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { until } from '@rookery/testkit/until';
import { WebSocket } from 'ws';

const answerMs = 60_000;

type Answer = {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: string;
  readonly message?: string;
};

/** Firefox without a window, driven by WebDriver BiDi. */
export class Firefox {
  readonly #socket: WebSocket;
  readonly #stop: () => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;
  #context = '';

  private constructor(socket: WebSocket, stop: () => void) {
    this.#socket = socket;
    this.#stop = stop;
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  static async start(preferences: Readonly<Record<string, string | number | boolean>>): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'rookery-firefox-'));
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(profile, 'user.js'), `${lines.join('\n')}\n`);
    const port = await freePort();
    const child = spawn('firefox-esr', ['--headless', '--profile', profile, '--remote-debugging-port', String(port)], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], HOME: profile },
    });
    const stop = (): void => {
      child.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
      child.kill('SIGKILL');
    };
    try {
      let socket: WebSocket | null = null;
      await until('Firefox listens', async () => (socket = await tryToConnect(port)) !== null, 90_000);
      const firefox = new Firefox(socket as unknown as WebSocket, stop);
      await firefox.#ask('session.new', { capabilities: {} });
      const { contexts } = (await firefox.#ask('browsingContext.getTree', {})) as { contexts: { context: string }[] };
      firefox.#context = contexts[0]?.context ?? '';
      return firefox;
    } catch (error) {
      stop();
      throw error;
    }
  }

  async open(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** The text that a script of the page answers, awaited. */
  async run(script: string): Promise<string> {
    const { result, exceptionDetails } = (await this.#ask('script.evaluate', {
      ...{ expression: script, target: { context: this.#context } },
      ...{ awaitPromise: true, userActivation: true },
    })) as { result?: { value?: string }; exceptionDetails?: { text: string } };
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    return result?.value ?? '';
  }

  close(): void {
    this.#socket.terminate();
    this.#stop();
  }

  #ask(method: string, params: object): Promise<Record<string, unknown>> {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), answerMs);
      this.#waiting.set(id, ({ result, error, message }) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if (result) resolve(result);
        else reject(new Error(`${method}: ${error ?? ''} ${message ?? ''}`));
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }
}

const tryToConnect = (port: number): Promise<WebSocket | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
    socket.once('open', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
