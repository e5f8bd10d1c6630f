import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ToldRecord } from '../history.ts';

export const tracedNode = fileURLToPath(new URL('./traced-node.ts', import.meta.url));

/** For a process that runs `tracedNode`. */
export const traceEnvironment = (build: string, file: string): Readonly<Record<string, string>> => ({
  VERIFY_SERVER_BUILD: build,
  VERIFY_TRACE_FILE: file,
});

/** What consumers were told so far, in that order. A line whose end was not written yet is left out. */
export function readTrace(file: string): ToldRecord[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ToldRecord);
}
