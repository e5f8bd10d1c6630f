import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { check } from './checker/check.ts';
import { seconds } from './checker/violation.ts';
import type { Violation } from './checker/violation.ts';
import type { FaultRecord, Mode } from './history.ts';
import { measureFaults, spread } from './measures.ts';
import type { FaultMeasure, Spread } from './measures.ts';
import { makePlan } from './plan.ts';
import type { PlanOptions, PlannedFault } from './plan.ts';
import type { Fault, System } from './system/system.ts';
import { ourClient } from './workload/client-module.ts';
import type { ClientModule } from './workload/client-module.ts';
import { backUpMeanwhile } from './workload/back-up.ts';
import { perform, watchWhole } from './workload/perform.ts';
import { readOldPages } from './workload/read-old-pages.ts';
import { Recorder } from './workload/recorder.ts';
import { keepShort } from './workload/keep-short.ts';
import { searchAllDay } from './workload/search-all-day.ts';
import { observeEnd } from './workload/observe-end.ts';
import { setStage } from './workload/stage.ts';

/** What one run came to: everything a report needs. */
export type RunResult = {
  readonly seed: number;
  readonly mode: Mode;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly messages: number;
  readonly acked: number;
  readonly degraded: number;
  readonly told: number;
  readonly devices: number;
  /** Of sessions that were ended, memberships that were given or taken, invitations and deleted accounts: how many the checker looked at. */
  readonly acts: number;
  /** Files that a member asked for in the end, deleted ones too. */
  readonly files: number;
  /** Backups that came to their end, and attempts at them that were killed. */
  readonly backups: { readonly done: number; readonly killed: number };
  /** Pages from far back that were asked for in mid-run, and those of them that were refused because something was away. */
  readonly oldPages: { readonly asked: number; readonly refused: number };
  /** Steps that ended before they were done, and how often. */
  readonly givenUp: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  readonly faults: readonly FaultMeasure[];
  readonly sends: Spread | null;
  readonly deliveries: Spread | null;
  /** A second each: acknowledged sends, the slowest of them, the share of whole devices. */
  readonly timeline: readonly {
    readonly at: number;
    readonly acked: number;
    readonly slowestMs: number;
    readonly whole: number;
  }[];
};

export type RunOptions<On extends System> = {
  readonly mode: Mode;
  readonly plan: Omit<PlanOptions, 'faultKinds'>;
  readonly faults: readonly Fault<On>[];
  /** What the devices are made of; left out: our client. */
  readonly client?: ClientModule;
  start(fronts: number): Promise<On>;
  print(line: string): void;
};

const running = new Set<System>();

/** Leaves no process behind. */
export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((system) => system.stop()));
}

export async function run<On extends System>({
  mode,
  plan: planned,
  faults,
  client = ourClient,
  start,
  print,
}: RunOptions<On>): Promise<RunResult> {
  const startedAt = new Date();
  const plan = makePlan({ ...planned, faultKinds: faults });
  const system = await start(plan.fronts);
  running.add(system);
  const recorder = new Recorder(plan.seed, mode);
  try {
    // No two runs on one deployment have the same names.
    const suffix = randomUUID().slice(0, 8);
    if (mode === 'target') print(`The guests are p0.${suffix} and so on, their rooms room0.${suffix} and so on.`);
    const setup = system.setupFile === undefined ? null : tokenIn(readFileSync(system.setupFile, 'utf8'));
    const stage = await setStage(
      plan,
      (front) => system.urlOf(front),
      recorder,
      suffix,
      client,
      setup,
      system.pages && system.pushes ? { pages: system.pages.url, pushes: system.pushes } : null,
    );
    const stopWatching = watchWhole(stage, recorder);
    const stopSearching = searchAllDay(stage);
    const stopReading = readOldPages(plan, stage, recorder);
    const short = await keepShort(stage, recorder, suffix);
    const backups = backUpMeanwhile(plan.backups, system.archive, recorder);
    try {
      await Promise.all([perform(plan, stage, recorder), strikeAll(plan.faults, faults, system, recorder, print)]);
      await Promise.all([stopSearching(), stopReading()]);
      await system.whole().catch((error: unknown) => fail(recorder, 'the end', error));
      await Promise.all([short.settle(), backups.settle()]);
      // Whoever does not answer in the end is a finding, too.
      await observeEnd(plan, stage, recorder, system).catch((error: unknown) => fail(recorder, 'the end', error));
    } finally {
      await Promise.all([stopSearching(), stopReading()]);
      stopWatching();
      short.stop();
      backups.stop();
      stage.close();
    }
  } finally {
    running.delete(system);
    await system.stop();
  }
  return summarise(recorder, startedAt);
}

const tokenIn = (link: string): string => link.trim().split('#')[1] ?? '';

const failures = new WeakMap<Recorder, Violation[]>();

/** A fault that does not go as planned is a finding, too: the server would not start again, say. */
function fail(recorder: Recorder, what: string, error: unknown): void {
  const list = failures.get(recorder) ?? [];
  failures.set(recorder, list);
  list.push({
    check: 'fault-failed',
    rule: 'OPS-10',
    at: recorder.now(),
    story: `${what}: ${error instanceof Error ? error.message : String(error)}`,
  });
}

async function strikeAll<On extends System>(
  planned: readonly PlannedFault[],
  faults: readonly Fault<On>[],
  system: On,
  recorder: Recorder,
  print: (line: string) => void,
): Promise<void> {
  const beganAt = performance.now();
  const running: Promise<void>[] = [];
  // Faults of processes take turns; those of the network may overlap with anything.
  let turn: Promise<void> = Promise.resolve();
  for (const each of planned) {
    const waitMs = each.at - (performance.now() - beganAt);
    if (waitMs > 1) await pause(waitMs);
    const fault = faults.find(({ name }) => name === each.name);
    if (!fault) continue;
    const striking =
      fault.overlaps === true
        ? strikeOne(each, fault, system, recorder, print)
        : (turn = turn.then(() => strikeOne(each, fault, system, recorder, print)));
    running.push(striking);
  }
  await Promise.all(running);
}

async function strikeOne<On extends System>(
  { target, forMs }: PlannedFault,
  fault: Fault<On>,
  system: On,
  recorder: Recorder,
  print: (line: string) => void,
): Promise<void> {
  const begunAt = recorder.now();
  const record: FaultRecord = {
    name: fault.name,
    target: 'the system',
    rule: fault.rule,
    begunAt,
    endedAt: Infinity,
    healedAt: Infinity,
    skipped: fault.impossible?.(system) ?? null,
  };
  recorder.history.faults.push(record);
  if (record.skipped === null) {
    try {
      await fault.strike(system, {
        target,
        forMs,
        hits: (name) => Object.assign(record, { target: name }),
        healed: () => (record.healedAt = Math.min(record.healedAt, recorder.now())),
      });
    } catch (error) {
      fail(recorder, `${fault.name} (${record.target}) at ${seconds(begunAt)}`, error);
    }
  }
  record.endedAt = recorder.now();
  record.healedAt = Math.min(record.healedAt, record.endedAt);
  print(
    `  ${(begunAt / 1_000).toFixed(1).padStart(6)} s  ${fault.name} (${record.target})${record.skipped === null ? '' : `: skipped, ${record.skipped}`}`,
  );
}

function summarise(recorder: Recorder, startedAt: Date): RunResult {
  const { history } = recorder;
  const sends = [...history.sends.values()];
  const acks = sends.flatMap(({ acks: all, begunAt }) =>
    all.slice(0, 1).map((ack) => ({ ...ack, tookMs: ack.at - begunAt })),
  );
  const timeline = Array.from({ length: Math.ceil(history.endedAt / 1_000) }, (_, second) => ({
    at: second * 1_000,
    acked: 0,
    slowestMs: 0,
    whole: 1,
  }));
  for (const { at, tookMs } of acks) {
    const slot = timeline[Math.floor(at / 1_000)];
    if (!slot) continue;
    slot.acked += 1;
    slot.slowestMs = Math.max(slot.slowestMs, tookMs);
  }
  for (const { at, whole, of } of history.whole) {
    const slot = timeline[Math.floor(at / 1_000)];
    if (slot) slot.whole = Math.min(slot.whole, whole / of);
  }
  return {
    seed: history.seed,
    mode: history.mode,
    startedAt: startedAt.toISOString(),
    tookMs: Date.now() - startedAt.getTime(),
    messages: [...history.final.logs.values()].reduce((sum, { messages }) => sum + messages.length, 0),
    acked: acks.length,
    degraded: acks.filter(({ degraded }) => degraded).length,
    told: history.lives.reduce(
      (sum, { told }) => sum + [...told.values()].reduce((all, { messages }) => all + messages.length, 0),
      0,
    ),
    devices: new Set([...history.lives, ...history.links].map(({ device }) => device)).size,
    acts: [history.ended, history.belongings, history.invitations, history.closed, history.acts].flat().length,
    files: history.final.fileReads.filter(({ as }) => as === 'member').length,
    backups: {
      done: history.backups.filter(({ endedAt }) => endedAt !== null).length,
      killed: history.backups.reduce((sum, { killed }) => sum + killed.length, 0),
    },
    oldPages: {
      asked: history.oldPages.length,
      refused: history.oldPages.filter(({ outcome }) => outcome === 'unavailable').length,
    },
    givenUp: Object.fromEntries([...Map.groupBy(history.givenUp, String)].map(([why, all]) => [why, all.length])),
    violations: [...(failures.get(recorder) ?? []), ...check(history)],
    faults: measureFaults(history),
    sends: spread(acks.map(({ tookMs }) => tookMs)),
    deliveries: spread(history.deliveries.map(({ tookMs }) => tookMs)),
    timeline,
  };
}
