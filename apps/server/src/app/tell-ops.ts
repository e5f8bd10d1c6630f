import { opsNode, opsQueue } from '@rookery/protocol';
import type { AnswerOf, OpsHistory, OpsQueue, RequestOf } from '@rookery/protocol';
import * as z from 'zod/mini';
import { capacityOf } from '../domain/capacity.ts';
import { gatherNodes, gatherTime, sampleIn } from '../domain/ops-sample.ts';
import type { OpsSample } from '../domain/ops-sample.ts';
import type { Actor } from './actor.ts';
import { askOthers } from './ask-nodes.ts';
import type { OpsReports, Ports } from './ports.ts';
import { requireAdmin } from './server-standing.ts';

const stepMs = { hour: 10_000, day: 60_000 } as const;
const parkedShown = 20;

const question = z.object({ kind: z.literal('ops'), span: z.enum(['hour', 'day']), since: z.number() });
const reported = z.object({
  node: opsNode,
  queues: z.array(opsQueue).check(z.maxLength(50)),
  samples: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(1_500)),
});
type Report = z.infer<typeof reported>;

/** `admin:ops`: every node tells of itself; one that does not answer is named in `missed`. What is foretold is computed from all that they remember, whatever part of it is asked for. [OPS-50] */
export async function tellOps(
  ports: Pick<Ports, 'people' | 'nodeCalls' | 'tasks' | 'clock' | 'ops'>,
  actor: Actor,
  { span = 'hour', since = 0 }: RequestOf<'admin:ops'>,
): Promise<AnswerOf<'admin:ops'>> {
  await requireAdmin(ports, actor);
  const { ops, nodeCalls, clock } = ports;
  const [own, { answers, missed }, events] = await Promise.all([
    ops.report(span, 0),
    askOthers(nodeCalls, { kind: 'ops', span, since: 0 }, (answer) => z.nullable(reported).parse(answer)),
    ops.events().catch(() => []),
  ]);
  const reports = [own, ...answers]
    .flatMap((report): Report[] =>
      report ? [{ ...report, queues: [...report.queues], samples: [...report.samples] }] : [],
    )
    .sort((one, other) => one.node.name.localeCompare(other.node.name));
  const samplesOf = new Map(
    reports.map(({ node, samples }) => [node.name, samples.flatMap((line) => sampleIn(line) ?? [])]),
  );
  const nodes = reports.map(({ node }) => node);
  const samples = together([...samplesOf.values()], stepMs[span]);
  const queues = queuesOf(reports);
  const parked = queues.some((queue) => queue.parked > 0) ? await ports.tasks.parked(parkedShown).catch(() => []) : [];
  const now = Math.floor(clock.now());
  return {
    at: now,
    nodes,
    missed: [...missed],
    shards: [...ops.shards],
    queues,
    parked: parked.map(({ task, reason, failures, parkedAt }) => ({
      ...{ consumer: task.consumer, reason, failures, parkedAt: Math.floor(parkedAt) },
    })),
    history: toHistory(
      samples.filter(({ at }) => at > since),
      stepMs[span],
    ),
    events: [...events],
    capacity: capacityOf({
      ...{ nodes, shards: ops.shards, samples, now },
      samplesOf: (node) => samplesOf.get(node) ?? [],
    }),
  };
}

/** What another node asks. */
export async function answerOps(ops: OpsReports, asked: unknown): Promise<unknown> {
  const { span, since } = question.parse(asked);
  return ops.report(span, since);
}

/** What the nodes have measured in the same steps of time. A step that is not over is left out. */
function together(of: readonly (readonly OpsSample[])[], step: number): OpsSample[] {
  const byStep = new Map<number, OpsSample[]>();
  for (const samples of of) {
    const own = new Map<number, OpsSample[]>();
    for (const sample of samples)
      own.set(Math.floor(sample.at / step), [...(own.get(Math.floor(sample.at / step)) ?? []), sample]);
    for (const [at, some] of own)
      byStep.set(at, [...(byStep.get(at) ?? []), some.length === 1 && some[0] ? some[0] : gatherTime(some)]);
  }
  return [...byStep]
    .sort(([one], [other]) => one - other)
    .map(([at, samples]) => ({ ...gatherNodes(samples), at: at * step }));
}

function queuesOf(reports: readonly { readonly queues: readonly OpsQueue[] }[]): OpsQueue[] {
  const queues = new Map<string, OpsQueue>();
  for (const queue of reports.flatMap((report) => report.queues)) {
    const sum = queues.get(queue.consumer);
    queues.set(
      queue.consumer,
      sum
        ? {
            ...queue,
            due: sum.due + queue.due,
            waiting: sum.waiting + queue.waiting,
            leased: sum.leased + queue.leased,
            parked: sum.parked + queue.parked,
            oldestDueMs: Math.max(sum.oldestDueMs, queue.oldestDueMs),
          }
        : queue,
    );
  }
  return [...queues.values()];
}

const columns = [
  ...(['connections', 'messages', 'deliveries', 'ackP50', 'ackP99', 'deliveryP50', 'deliveryP99'] as const),
  ...(['loopLag', 'cpu', 'memory', 'store', 'disk'] as const),
];

const toHistory = (samples: readonly OpsSample[], step: number): OpsHistory => ({
  stepMs: step,
  at: samples.map(({ at }) => at),
  ...(Object.fromEntries(columns.map((name) => [name, samples.map((sample) => sample[name])])) as Omit<
    OpsHistory,
    'stepMs' | 'at'
  >),
});
