import { readFileSync } from 'node:fs';
import type { Config } from '../config/env.ts';
import type { Tracing } from '../ops/tracing.ts';

/** Null, and nothing loaded, where nobody has asked for traces. */
export async function startTracing({ traces, nodeName }: Pick<Config, 'traces' | 'nodeName'>): Promise<Tracing | null> {
  if (!traces) return null;
  const { openTracing } = await import('../ops/otlp-tracing.ts');
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return openTracing(traces, nodeName, version);
}
