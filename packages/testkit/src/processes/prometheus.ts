import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../network/free-port.ts';
import { Child } from './child.ts';

/** A series that an expression returns: its labels, and its value at that moment. */
export type Series = { readonly metric: Readonly<Record<string, string>>; readonly value: number };

export type Prometheus = {
  query(expression: string): Promise<readonly Series[]>;
  stop(): Promise<void>;
};

/** A real Prometheus that scrapes these nodes (`host:port`), a second apart, as job `rookery`, and evaluates these files of rules. */
export async function startPrometheus(
  targets: readonly string[],
  ruleFiles: readonly string[] = [],
): Promise<Prometheus> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-prometheus-'));
  const address = `127.0.0.1:${await freePort()}`;
  const file = join(dir, 'prometheus.yml');
  mkdirSync(join(dir, 'data'));
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ruleFiles,
      scrape_configs: [{ job_name: 'rookery', static_configs: [{ targets }] }],
    }),
  );
  const server = new Child({
    name: 'Prometheus',
    command: [
      ...['prometheus', `--config.file=${file}`, `--storage.tsdb.path=${join(dir, 'data')}`],
      ...[`--web.listen-address=${address}`, '--log.level=warn'],
    ],
    remedy: ': run apt-get install prometheus',
    log: join(dir, 'prometheus.log'),
    isReady: () =>
      fetch(`http://${address}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const stop = async (): Promise<void> => {
    await server.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await server.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const query = async (expression: string): Promise<readonly Series[]> => {
    const response = await fetch(`http://${address}/api/v1/query?query=${encodeURIComponent(expression)}`, {
      signal: AbortSignal.timeout(10_000),
    });
    const answer = (await response.json()) as {
      readonly error?: string;
      readonly data?: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] };
    };
    if (!answer.data) throw new Error(`Prometheus refuses ${expression}: ${answer.error}`);
    return answer.data.result.map(({ metric, value: [, value] }) => ({ metric, value: Number(value) }));
  };
  return { query, stop };
}
