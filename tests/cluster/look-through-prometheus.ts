import { setTimeout as pause } from 'node:timers/promises';
import { startPrometheus } from '@rookery/testkit/prometheus';
import { rulesFile } from '../../tools/monitoring/alerts.ts';
import { expressions } from '../../tools/monitoring/dashboard.ts';
import { leftOut } from '../../tools/monitoring/panels.ts';

const roundMs = 500;
const deadlineMs = 30_000;

export type Looked = {
  /** Expressions of the dashboard that returned no number in time. */
  readonly withoutSeries: readonly string[];
  /** Alerts. */
  readonly firing: readonly string[];
  /** Metrics that nodes expose, and that neither the dashboard nor its list of what is left out knows. */
  readonly unknown: readonly string[];
};

/** What a real Prometheus sees of nodes while people work: what grows while it is looked at has a rate. `work`: a little of it. */
export async function lookThroughPrometheus(
  nodes: readonly { readonly port: number }[],
  work: () => Promise<void>,
): Promise<Looked> {
  const prometheus = await startPrometheus(
    nodes.map(({ port }) => `127.0.0.1:${port}`),
    [rulesFile],
  );
  try {
    const asked = expressions().map((expression) => expression.replaceAll('$__rate_interval', '10s'));
    const giveUpAt = Date.now() + deadlineMs;
    let waiting = asked;
    while (waiting.length > 0 && Date.now() < giveUpAt) {
      await work();
      const found = await Promise.all(waiting.map((expression) => prometheus.query(expression)));
      waiting = waiting.filter((_, at) => !found[at]?.some(({ value }) => Number.isFinite(value)));
      if (waiting.length > 0) await pause(roundMs);
    }
    const alerts = await prometheus.query('ALERTS{alertstate="firing"}');
    const names = await prometheus.query(
      'count by (__name__) ({job="rookery",__name__=~"(rookery|nodejs|process)_.+"})',
    );
    const shown = asked.join(' ');
    return {
      withoutSeries: waiting,
      firing: alerts.map(({ metric }) => metric['alertname'] ?? ''),
      unknown: names
        .map(({ metric }) => metric['__name__'] ?? '')
        .filter((name) => !shown.includes(name.replace(/_(?:bucket|sum|count)$/, '')) && !(name in leftOut)),
    };
  } finally {
    await prometheus.stop();
  }
}
