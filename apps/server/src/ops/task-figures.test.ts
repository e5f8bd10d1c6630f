import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openEmbeddedStore } from '../adapters/embedded/open-store.ts';
import { systemClock } from '../domain/clock.ts';
import type { ConsumerName } from '../domain/consumers.ts';
import type { TaskCounts } from '../ports/tasks.ts';
import { Metrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

const counts = new Map<ConsumerName, TaskCounts>([['trace', { due: 3, waiting: 2, parked: 1, oldestDueMs: 4_500 }]]);

test('[TASK-14] metrics tell by consumer what is due, waiting, leased and parked, and for how long', async () => {
  const metrics = new Metrics();
  metrics.showTasks({ counts, leased: (consumer) => (consumer === 'trace' ? 2 : 0) });
  metrics.refresh();
  const text = await metrics.registry.metrics();
  for (const line of [
    'rookery_tasks{consumer="trace",state="due"} 3',
    'rookery_tasks{consumer="trace",state="waiting"} 2',
    'rookery_tasks{consumer="trace",state="parked"} 1',
    'rookery_tasks{consumer="trace",state="leased"} 2',
    'rookery_tasks_oldest_due_seconds{consumer="trace"} 4.5',
    'rookery_tasks{consumer="probe",state="parked"} 0',
  ])
    expect(text).toContain(line);
});

test('[TASK-14] readiness names what is parked, and stays green', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-figures-'));
  const store = await openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  const readiness = new Readiness(store, { counts });
  expect(await readiness.report()).toMatchObject({ ok: false, details: ['This node is starting.'] });
  readiness.startServing();
  const report = await readiness.report();
  expect(report).toMatchObject({ ok: true, degraded: false });
  expect(report.details).toEqual(['Tasks of trace that are parked because they went on failing: 1.']);
  const whole = { ok: true, degraded: false, details: [] };
  const idle = new Readiness(store, { counts: new Map() });
  idle.startServing();
  expect(await idle.report()).toEqual(whole);
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});
