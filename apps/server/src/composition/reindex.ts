import { setTimeout as pause } from 'node:timers/promises';
import { readEmbeddedLog } from '../adapters/embedded/read-log.ts';
import { compareIndex } from '../app/compare-index.ts';
import type { Config } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import { StartupError } from '../domain/startup-error.ts';
import { createLog } from '../ops/log.ts';
import { inspectIndex } from './open-search.ts';
import { openHistory } from './open-history.ts';
import { openStore } from './open-store.ts';

const lookMs = 250;
/** Without any progress for so long nobody is at it. */
const patienceMs = 15_000;

const noIndex = 'There is no index yet: it begins with the first search.\n';

/** Whatever a database says ends the command, in words without its address. */
function failed(error: Error): never {
  throw new StartupError(`The index of search could not be reached: ${error.message}`);
}

export type Write = (text: string) => void;

/** Empties a node's index, and tells how far the server is that makes it anew. [FIND-8] */
export async function reindex(config: Config, write: Write): Promise<void> {
  const index = await inspectIndex(config, { readOnly: false }, failed);
  if (!index) return write(noIndex);
  try {
    await index.empty();
    write('The index is empty now, and is made anew by the server that runs.\n');
    let last = (await index.progress()).left;
    for (let movedAt = performance.now(); last > 0;) {
      await pause(lookMs);
      const { all, left } = await index.progress();
      if (left === last && performance.now() - movedAt > patienceMs)
        return write('No server is making it. It is made by the first searches after one has started.\n');
      if (left === last) continue;
      [last, movedAt] = [left, performance.now()];
      write(`${all - left} of ${all} conversations begun.\n`);
    }
    write('All are there, or about to be.\n');
  } finally {
    await index.close();
  }
}

/** Compares a node's index with the logs, also while servers run. Resolves with whether they agree. [FIND-8] */
export async function checkIndex(config: Config, write: Write): Promise<boolean> {
  const index = await inspectIndex(config, { readOnly: true }, failed);
  if (!index) {
    write(noIndex);
    return true;
  }
  const { log, close } = await openLog(config);
  try {
    const { conversations, messages, faults } = await compareIndex(log, index, () => pause(2_000));
    for (const fault of faults) write(`${fault}\n`);
    write(
      faults.length === 0
        ? `The index agrees with the log: ${conversations} conversations, ${messages} messages.\n`
        : 'The index does not agree with the log: npm run reindex makes it anew.\n',
    );
    return faults.length === 0;
  } finally {
    await index.close();
    await close();
  }
}

async function openLog(config: Config) {
  if (!config.redis) return readEmbeddedLog(config.dataDir);
  // Under a name of its own: this is none of the nodes.
  const store = await openStore(
    { ...config, nodeName: 'admin' },
    systemClock,
    createLog('error', 'admin'),
    await openHistory(config, null),
  );
  return { log: store.log, close: () => store.close() };
}
