import { randomBytes } from 'node:crypto';
import { harmfulWords, startClamd } from '@rookery/testkit/clamd';
import type { Clamd } from '@rookery/testkit/clamd';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClamdScanner } from './clamd-scanner.ts';
import type { ClamdOptions } from './clamd-scanner.ts';

let clamd: Clamd;
beforeAll(async () => {
  clamd = await startClamd();
});
afterAll(() => clamd?.stop());

const failures: string[] = [];
const scannerAt = (address: ClamdOptions['address'], more: Partial<ClamdOptions> = {}): ClamdScanner =>
  new ClamdScanner({ address, acceptsUnscanned: false, failed: (why) => failures.push(why), ...more });

async function* body(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

test('[SCAN-1] what does harm is found, wherever it lies in the file, and all else is clean', async () => {
  for (const address of [{ host: '127.0.0.1', port: clamd.port }, { path: clamd.path }]) {
    const scanner = scannerAt(address);
    expect(await scanner.scan(body())).toEqual({ status: 'clean' });
    expect(await scanner.scan(body(randomBytes(500_000), '', randomBytes(400_000)))).toEqual({ status: 'clean' });
    const half = harmfulWords.length / 2;
    const hidden = body(
      randomBytes(300_000),
      harmfulWords.slice(0, half),
      harmfulWords.slice(half),
      randomBytes(1_000),
    );
    expect(await scanner.scan(hidden)).toEqual({ status: 'found', what: 'Test.Harm.UNOFFICIAL' });
  }
  const failure = new Error('the network is gone');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield randomBytes(10);
    throw failure;
  }
  await expect(scannerAt({ path: clamd.path }).scan(failing())).rejects.toBe(failure);
  expect(failures).toEqual([]);
});

test('[SCAN-2] while it is away, silent or takes no file of that size, the operator’s choice holds', async () => {
  const proxy = await TcpProxy.open(clamd.port);
  const address = { host: '127.0.0.1', port: proxy.port };
  const impatient = { silenceMs: 300, answerMs: 300 };
  const large = (): AsyncGenerator<Uint8Array> => body(...Array.from({ length: 60 }, () => randomBytes(100_000)));
  await expect(scannerAt(address).scan(large())).rejects.toMatchObject({ code: 'too_large' });
  expect(await scannerAt(address, { acceptsUnscanned: true }).scan(large())).toEqual({ status: 'unscanned' });
  for (const state of [{ state: 'silent' }, { state: 'refuse' }] as const) {
    proxy.set(state);
    for (const words of ['clean', harmfulWords]) {
      const strict = scannerAt(address, impatient).scan(body(words));
      await expect(strict).rejects.toMatchObject({ code: 'unavailable' });
      const lenient = scannerAt(address, { ...impatient, acceptsUnscanned: true });
      expect(await lenient.scan(body(words))).toEqual({ status: 'unscanned' });
    }
    proxy.cut();
  }
  expect(failures.length).toBe(10);
  proxy.set({ state: 'pass' });
  expect(await scannerAt(address).scan(body('clean'))).toEqual({ status: 'clean' });
  await proxy.close();
  await expect(scannerAt(address).scan(body('clean'))).rejects.toMatchObject({ code: 'unavailable' });
});
