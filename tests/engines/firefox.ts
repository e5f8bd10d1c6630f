import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { until } from '@rookery/testkit/until';
import { WebSocket } from 'ws';
import { keyActions, middleOf, type Engine } from './engine.ts';

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

  /** Keys and the mouse, https://www.w3.org/TR/webdriver-bidi/#command-input-performActions */
  async act(actions: readonly object[]): Promise<void> {
    await this.#ask('input.performActions', { context: this.#context, actions });
  }

  async size(width: number, height: number): Promise<void> {
    await this.#ask('browsingContext.setViewport', { context: this.#context, viewport: { width, height } });
  }

  async screenshot(): Promise<Buffer> {
    const { data } = await this.#ask('browsingContext.captureScreenshot', { context: this.#context });
    return Buffer.from(String(data), 'base64');
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

/** Firefox ESR as one of the engines. */
export const startFirefox = async (): Promise<Engine> => {
  const firefox = await Firefox.start({
    'intl.accept_languages': 'en-GB, en',
    'app.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'toolkit.telemetry.enabled': false,
  });
  const run = async <Answer>(script: string): Promise<Answer> =>
    JSON.parse(
      await firefox.run(`Promise.resolve(${script}).then((answer) => JSON.stringify(answer ?? null))`),
    ) as Answer;
  const keys = (actions: readonly object[]): Promise<void> => firefox.act([{ type: 'key', id: 'keys', actions }]);
  return {
    name: `Firefox ${(await run<string>('navigator.userAgent')).replace(/.*Firefox\//, '')}`,
    open: (url) => firefox.open(url),
    click: async (selector) => {
      const middle = await run<{ x: number; y: number } | null>(middleOf(selector));
      if (!middle) throw new Error(`There is no ${selector}.`);
      const actions = [
        { type: 'pointerMove', ...middle },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await firefox.act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]);
    },
    type: (text) => keys([...text].flatMap((sign) => keyActions(sign, []))),
    press: (key, held = []) => keys(keyActions(key, held)),
    run,
    size: async (width, height) => {
      await firefox.size(width, height);
      return width;
    },
    screenshot: async (file) => writeFileSync(file, await firefox.screenshot()),
    compose: null,
    close: async () => firefox.close(),
  };
};
