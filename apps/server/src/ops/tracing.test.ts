import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('[DEP-6] OpenTelemetry is imported by one file, and that file by import() alone', () => {
  const root = join(import.meta.dirname, '..');
  const files = globSync('**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  const matching = (pattern: RegExp): string[] =>
    files.filter((file) => pattern.test(readFileSync(join(root, file), 'utf8')));
  expect(matching(/from '@opentelemetry/)).toEqual(['ops/otlp-tracing.ts']);
  expect(matching(/otlp-tracing\.ts'/)).toEqual(['composition/start-tracing.ts']);
  expect(matching(/^import .*otlp-tracing\.ts'/m)).toEqual([]);
});
