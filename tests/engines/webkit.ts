import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '@rookery/testkit/child';
import { freePort } from '@rookery/testkit/free-port';
import { keyActions, middleOf, type Engine } from './engine.ts';

const answerMs = 60_000;
const browser = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';

/** WebKitGTK (Safari's engine, not Safari), by WebDriver, on a display of its own. */
export const startWebKit = async (): Promise<Engine> => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-webkit-'));
  const port = await freePort();
  const at = `http://127.0.0.1:${port}`;
  const display = `:${100 + (port % 800)}`;
  const environment = {
    ...{ DISPLAY: display, HOME: folder, XDG_RUNTIME_DIR: folder, GDK_BACKEND: 'x11', LIBGL_ALWAYS_SOFTWARE: '1' },
    ...{ WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LANG: 'en_GB.UTF-8', LANGUAGE: 'en_GB' },
  };
  const screen = new Child({
    name: 'Xvfb',
    command: ['Xvfb', display, '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
    log: join(folder, 'xvfb.log'),
    isReady: async () => (await import('node:fs')).existsSync(`/tmp/.X11-unix/X${display.slice(1)}`),
  });
  const driver = new Child({
    name: 'WebKitWebDriver',
    command: ['WebKitWebDriver', `--port=${port}`, '--host=127.0.0.1'],
    environment,
    log: join(folder, 'driver.log'),
    isReady: () =>
      fetch(`${at}/status`, { signal: AbortSignal.timeout(1_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const ask = async <Value>(method: string, path: string, body?: object): Promise<Value> => {
    const answer = await fetch(at + path, {
      method,
      ...(method === 'POST'
        ? { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }
        : {}),
      signal: AbortSignal.timeout(answerMs),
    });
    const { value } = (await answer.json()) as { value: Value & { error?: string; message?: string } };
    if (!answer.ok) throw new Error(`${path}: ${value.error ?? ''} ${value.message ?? ''}`);
    return value;
  };
  const stop = async (): Promise<void> => {
    await driver.kill('SIGTERM');
    await screen.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await screen.start();
    await driver.start();
    const { sessionId, capabilities } = await ask<{ sessionId: string; capabilities: { browserVersion: string } }>(
      'POST',
      '/session',
      {
        capabilities: {
          alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] } },
        },
      },
    );
    const session = `/session/${sessionId}`;
    const run = <Answer>(script: string): Promise<Answer> =>
      ask('POST', `${session}/execute/async`, {
        script: `const done = arguments[0]; Promise.resolve(${script}).then(done, (error) => done({ failed: String(error) }));`,
        args: [],
      });
    const act = (actions: readonly object[]): Promise<void> => ask('POST', `${session}/actions`, { actions });
    const keys = (actions: readonly object[]): Promise<void> => act([{ type: 'key', id: 'keys', actions }]);
    return {
      name: `WebKitGTK ${capabilities.browserVersion}`,
      open: (url) => ask('POST', `${session}/url`, { url }),
      click: async (selector) => {
        const middle = await run<{ x: number; y: number } | null>(middleOf(selector));
        if (!middle) throw new Error(`There is no ${selector}.`);
        const pointer = [
          { type: 'pointerMove', duration: 0, ...middle },
          { type: 'pointerDown', button: 0 },
          { type: 'pointerUp', button: 0 },
        ];
        await act([{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions: pointer }]);
      },
      type: async (text) => {
        for (const sign of text) await keys(keyActions(sign, []));
      },
      press: (key, held = []) => keys(keyActions(key, held)),
      run,
      size: async (width, height) => {
        const bars = await run<{ w: number; h: number }>(
          '({ w: outerWidth - innerWidth, h: outerHeight - innerHeight })',
        );
        await ask('POST', `${session}/window/rect`, { width: width + bars.w, height: height + bars.h });
        return run('new Promise((go) => setTimeout(() => go(innerWidth), 300))');
      },
      screenshot: async (file) =>
        writeFileSync(file, Buffer.from(await ask<string>('GET', `${session}/screenshot`), 'base64')),
      compose: null,
      close: async () => {
        await ask('DELETE', session).catch(() => undefined);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
