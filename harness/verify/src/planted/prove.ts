import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oneRun } from '../one-run.ts';
import { sizes } from '../sizes.ts';
import { plantedBugs } from './bugs.ts';
import { plant } from './build.ts';
import type { Planted } from './build.ts';
import type { PlantedBug } from './planted-bug.ts';

export type Proof = {
  /** The name of one bug; null: all. */
  readonly only: string | null;
  readonly seed: number;
  readonly directory: string;
  print(line: string): void;
};

type Outcome = {
  readonly bug: string;
  readonly what: string;
  readonly mode: string;
  /** Null when nobody noticed. */
  readonly inRun: number | null;
  readonly check: string | null;
  readonly rule: string | null;
  readonly story: string | null;
  readonly allowedRuns: number;
};

/** Shows that every planted bug is caught, by which rule, within how many runs. Answers the exit code. */
export async function prove({ only, seed, directory, print }: Proof): Promise<number> {
  const bugs = plantedBugs.filter(({ name }) => only === null || name === only);
  if (bugs.length === 0)
    throw new Error(
      `There is no planted bug of that name. They are: ${plantedBugs.map(({ name }) => name).join(', ')}.`,
    );
  const outcomes: Outcome[] = [];
  for (const bug of bugs) {
    const planted = await plant(bug);
    try {
      const outcome = await tryOne(bug, planted, seed, print);
      outcomes.push(outcome);
      print(
        outcome.inRun === null
          ? `✗ ${bug.name}: not caught in ${bug.runs} runs`
          : `✓ ${bug.name}: caught in run ${outcome.inRun} of at most ${bug.runs} by ${outcome.check} [${outcome.rule}]`,
      );
      if (outcome.story) print(`    ${outcome.story}`);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'proof.json'), `${JSON.stringify(outcomes, null, 1)}\n`);
    } finally {
      planted.remove();
    }
  }
  const missed = outcomes.filter(({ inRun }) => inRun === null).length;
  print(`${outcomes.length - missed} of ${outcomes.length} planted bugs caught.`);
  return missed === 0 ? 0 : 1;
}

async function tryOne(
  bug: PlantedBug,
  { server, client }: Planted,
  seed: number,
  print: Proof['print'],
): Promise<Outcome> {
  const { name, what, mode, runs } = bug;
  for (let index = 0; index < runs; index += 1) {
    const { patienceMs: _patience, ...size } = sizes.quick[mode];
    const faults = mode === 'moving' ? size.faults : bug.faults.length === 0 ? 0 : 4;
    const result = await oneRun({
      mode,
      ...(server === undefined ? {} : { server }),
      ...(client === undefined ? {} : { client }),
      only: bug.faults,
      plan: { ...size, seed: seed + index, faults, restMs: faults === 0 ? 12_000 : size.restMs, sendsPerSecond: 25 },
      print: () => undefined,
    });
    const caught = result.violations.find(({ check }) => bug.caughtBy.includes(check));
    if (!caught)
      print(
        `    run ${index + 1}: ${result.acts} acts and ${result.files} files looked at; given up: ${JSON.stringify(result.givenUp)}`,
      );
    else
      return {
        bug: name,
        what,
        mode,
        inRun: index + 1,
        check: caught.check,
        rule: caught.rule,
        story: caught.story,
        allowedRuns: runs,
      };
  }
  return { bug: name, what, mode, inRun: null, check: null, rule: null, story: null, allowedRuns: runs };
}
