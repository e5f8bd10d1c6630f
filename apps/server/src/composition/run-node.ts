import { readConfig } from '../config/env.ts';
import { helpText } from '../config/help.ts';
import { MovedError } from '../domain/moved-error.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { SealTimes } from './open-history.ts';
import type { SweepTimes } from './run-sweeps.ts';
import type { MakeConsumers } from './shipped-consumers.ts';

const forceExitMs = 29_000;

async function start(makeConsumers: MakeConsumers, sweepTimes?: SweepTimes, sealTimes?: SealTimes): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(helpText());
    return;
  }
  const read = readConfig(process.env);
  if ('faults' in read)
    throw new StartupError(`The settings are wrong. ${read.faults.join(' ')} npm start -- --help lists them all.`);
  // What is written is for this user only. [OPS-24]
  process.umask(0o077);
  const { serve } = await import('./serve.ts');
  const served = await serve(read.config, makeConsumers, sweepTimes, sealTimes).catch(async (error: unknown) => {
    // Whoever starts it again, a supervisor say, does so for those who still come here.
    if (!(error instanceof MovedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    const { serveMoved } = await import('./serve-moved.ts');
    return serveMoved(read.config, error.moved);
  });
  process.stdout.write(`Rookery is ready: ${served.url}\n${served.reach}\n`);
  if (served.setupLink !== null)
    process.stdout.write(`It has no owner yet. Whoever opens this link becomes its owner: ${served.setupLink}\n`);
  const stop = (): void => {
    setTimeout(() => process.exit(1), forceExitMs).unref();
    served.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** A whole node, from its environment to its exit code: what cannot start says so in a sentence. Listens to SIGTERM and SIGINT. */
export async function runNode(
  makeConsumers: MakeConsumers,
  sweepTimes?: SweepTimes,
  sealTimes?: SealTimes,
): Promise<void> {
  try {
    await start(makeConsumers, sweepTimes, sealTimes);
  } catch (error) {
    process.stderr.write(
      error instanceof StartupError ? `${error.message}\n` : `${String((error as Error).stack ?? error)}\n`,
    );
    process.exit(1);
  }
}
