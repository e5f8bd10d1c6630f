import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterFaults } from '../system/cluster-faults.ts';
import { embeddedFaults } from '../system/embedded.ts';
import { movingFaults } from '../system/moving.ts';
import { plantedBugs } from './bugs.ts';
import { planted, sourcesOf } from './build.ts';

test.each(plantedBugs.map((bug) => [bug.name, bug] as const))(
  '[VER-4] %s fits into the sources, which do not hold it, and its faults exist',
  (_, bug) => {
    for (const file of new Set(bug.edits.map((edit) => edit.file))) {
      const source = readFileSync(join(sourcesOf(bug), file), 'utf8');
      const broken = planted(source, bug, file);
      expect(broken).not.toBe(source);
      for (const { to } of bug.edits.filter((edit) => edit.file === file && edit.to !== ''))
        expect(source).not.toContain(to);
    }
    const faults = { embedded: embeddedFaults, cluster: clusterFaults, moving: movingFaults }[bug.mode];
    const known = faults.map(({ name }) => name);
    for (const name of bug.faults) expect(known).toContain(name);
  },
);
