import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Between two looks at what has piled up, ms. */
const lookMs = 10;
/** So many bytes of buffers more than after the last time are collected. */
const pileBytes = 8 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as NodeJS.GCFunction;
setFlagsFromString('--no-expose-gc');

let passing = 0;
let looking: NodeJS.Timeout | null = null;
/** In buffers after the last collection, bytes. */
let left = 0;

/**
 * While files pass, their buffers are garbage after a moment, outside of the engine's heap; by itself it lets more than 64 MiB of them pile up before it
 * collects. A collection of what is young takes about a millisecond. Call what it returns when the file has passed.
 */
export function freePassedBytes(): () => void {
  passing += 1;
  looking ??= setInterval(() => {
    if (process.memoryUsage().arrayBuffers < left + pileBytes) return;
    collect({ type: 'minor' });
    left = process.memoryUsage().arrayBuffers;
  }, lookMs);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    passing -= 1;
    if (passing > 0 || !looking) return;
    clearInterval(looking);
    looking = null;
    left = 0;
  };
}
