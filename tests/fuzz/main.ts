/**
 * The long mode of the fuzzer, on a server of its own: exits 1 where something was answered as it should not be, or the server logged an error.
 *   npm run test:long [-- --events 1000000] [--seed 1] [--report FILE]
 * Ctrl+C ends it after the batch under way, with the report of what was tried.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startTarget } from '@rookery/testkit/target';
import { fuzz } from './fuzz.ts';
import { loggedErrors } from './logged-errors.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    report: { type: 'string' },
  },
});
const [events, seed] = [Number(values.events), Number(values.seed)];
const startedAt = Date.now();
const target = await startTarget({ ROOKERY_RATE_LIMITS: 'off' });
try {
  let isOver = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isOver = true));
  const onProgress = (done: number): boolean => {
    if (done % 20_000 === 0) console.log(`${done} of ${events}`);
    return isOver;
  };
  const found = await fuzz({ url: target.url, seed, events, onProgress });
  const faults = [...found.faults, ...loggedErrors(target.server)];
  const minutes = Math.round((Date.now() - startedAt) / 6_000) / 10;
  const report = { at: new Date(startedAt).toISOString(), minutes, ...found, faults };
  if (values.report !== undefined) writeFileSync(values.report, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report.outcomes));
  for (const fault of faults) console.error(`✗ ${fault}`);
  console.log(`seed ${seed}: ${found.events} events in ${minutes} min, ${faults.length} faults`);
  process.exitCode = faults.length === 0 && !target.server.hasEnded ? 0 : 1;
} finally {
  await target.stop();
}
