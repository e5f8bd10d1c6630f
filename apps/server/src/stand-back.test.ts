import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';

/** All threads of a process that has stood back and started another one, with their priorities. */
const inside = `
  import { readdirSync } from 'node:fs';
  import { readFile } from 'node:fs/promises';
  import { getPriority } from 'node:os';
  import { standBack } from ${JSON.stringify(new URL('stand-back.ts', import.meta.url).href)};
  standBack();
  await readFile('/proc/self/stat');
  console.log(JSON.stringify(readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread)))));
`;

test.runIf(process.platform === 'linux')(
  '[ARC-3] a command beside a server stands back with all its threads, those that collect its garbage too',
  () => {
    const told = execFileSync(process.execPath, ['--input-type=module', '--eval', inside], { encoding: 'utf8' });
    const priorities = JSON.parse(told) as readonly number[];
    expect(priorities.length).toBeGreaterThan(4);
    expect(new Set(priorities)).toEqual(new Set([Math.min(getPriority() + 10, 19)]));
  },
);
