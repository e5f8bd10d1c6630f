import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the run keeps the app over a server by script. */
    readonly fixtures: string;
  }
}

/** An empty folder for the whole run, which the first file that needs it fills: one build for all, and none where none is needed. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-fixtures-'));
  project.provide('fixtures', folder);
  return () => rm(folder, { recursive: true, force: true });
};
