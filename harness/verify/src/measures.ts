import type { FaultRecord, History } from './history.ts';

/** How one fault was survived. Times in ms from when the system had all it needs to be whole again; null: not before the end. */
export type FaultMeasure = {
  readonly name: string;
  readonly target: string;
  readonly rule: string;
  readonly begunAt: number;
  readonly endedAt: number;
  readonly healedAt: number;
  readonly skipped: string | null;
  readonly firstSendMs: number | null;
  readonly whole99Ms: number | null;
  readonly whole100Ms: number | null;
  /** While it lasted and 5 s after. */
  readonly sends: Spread | null;
  readonly deliveries: Spread | null;
};

export type Spread = { readonly count: number; readonly p50: number; readonly p99: number; readonly max: number };

const afterMs = 5_000;

export function measureFaults(history: History): FaultMeasure[] {
  const acks = [...history.sends.values()]
    .flatMap(({ begunAt, acks: all }) =>
      all.slice(0, 1).map((ack) => ({ at: ack.at, askedAt: ack.askedAt, tookMs: ack.at - begunAt })),
    )
    .sort((one, other) => one.at - other.at);
  return history.faults.map((fault) => measure(history, fault, acks));
}

function measure(
  history: History,
  fault: FaultRecord,
  acks: readonly { readonly at: number; readonly askedAt: number; readonly tookMs: number }[],
): FaultMeasure {
  const { name, target, rule, begunAt, endedAt, healedAt, skipped } = fault;
  const from = skipped === null ? healedAt : Infinity;
  // A device that is away or reloads on its own account counts as whole: only what the fault did is measured.
  const wholeFrom = (share: number): number | null => {
    const at = history.whole.find((sample) => sample.at >= from && sample.whole >= sample.of * share)?.at;
    return at === undefined ? null : at - from;
  };
  const during = (at: number): boolean => at >= begunAt && at <= endedAt + afterMs;
  const first = acks.find(({ askedAt }) => askedAt >= from)?.at;
  return {
    name,
    target,
    rule,
    begunAt,
    endedAt,
    healedAt,
    skipped,
    firstSendMs: first === undefined ? null : first - from,
    whole99Ms: wholeFrom(0.99),
    whole100Ms: wholeFrom(1),
    sends: spread(acks.filter(({ at }) => during(at)).map(({ tookMs }) => tookMs)),
    deliveries: spread(history.deliveries.filter(({ at }) => during(at)).map(({ tookMs }) => tookMs)),
  };
}

export function spread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
