import type { Kind } from './kinds.ts';
// Vite makes it: a worker in a file of its own.
// eslint-disable-next-line import/default
import address from './highlight.worker.ts?worker&url';

/** Pieces of the code in their order, each with what it is. */
export type Coloured = readonly (readonly [words: string, kind: Kind])[];

type Answer = { readonly id: number; readonly pieces?: Coloured };
type Policy = { readonly createScriptURL: (url: string) => string };
type Policies = { readonly createPolicy: (name: string, rules: Policy) => Policy };

/** More is left plain: nobody reads it for its colours. */
const longest = 30_000;
/** A worker that has not answered by then is ended, with what it was asked. */
const deadlineMs = 20_000;
const mostKept = 100;

/** A network that was gone for a moment: a grammar is asked for again. */
const tries = 4;
const againMs = 1_500;

const kept = new Map<string, Promise<Coloured | undefined>>();
const waiting = new Map<number, (coloured: Coloured | undefined) => void>();
let worker: Worker | undefined;
let lastId = 0;

const end = (): void => {
  worker?.terminate();
  worker = undefined;
  for (const give of waiting.values()) give(undefined);
  waiting.clear();
};

const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
const trusted = trustedTypes?.createPolicy('rookery-highlight', { createScriptURL: () => address });

const start = (): Worker => {
  const started = new Worker(trusted?.createScriptURL('') ?? address, { type: 'module' });
  started.addEventListener('message', ({ data: { id, pieces } }: MessageEvent<Answer>) => {
    waiting.get(id)?.(pieces);
    waiting.delete(id);
  });
  // Its file could not be fetched.
  started.addEventListener('error', end);
  return started;
};

/** Undefined where it could not be coloured, and may be another time; null where it took too long. */
const ask = (grammar: string, code: string): Promise<Coloured | undefined | null> =>
  new Promise((give) => {
    worker ??= start();
    lastId += 1;
    const timer = setTimeout(() => {
      give(null);
      end();
    }, deadlineMs);
    waiting.set(lastId, (coloured) => {
      clearTimeout(timer);
      give(coloured);
    });
    worker.postMessage({ id: lastId, grammar, code });
  });

const insistOn = async (grammar: string, code: string): Promise<Coloured | undefined> => {
  for (let count = 1; ; count += 1) {
    const coloured = await ask(grammar, code);
    if (coloured !== undefined || count === tries) return coloured ?? undefined;
    await new Promise((again) => setTimeout(again, againMs * count));
  }
};

/** The code in its colours; undefined where it stays plain: too long, too slow, or the grammar could not be fetched. */
export const highlight = (grammar: string, code: string): Promise<Coloured | undefined> => {
  if (code.length > longest) return Promise.resolve(undefined);
  const key = `${grammar}\n${code}`;
  const known = kept.get(key);
  if (known) return known;
  const asked = insistOn(grammar, code);
  kept.set(key, asked);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return asked;
};
