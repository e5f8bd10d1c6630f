import { existsSync, readFileSync } from 'node:fs';
import type { Figure, Point, Scenario } from '../scenarios/scenario.ts';

/** The latest of each scenario, from whichever run measured it. */
export type Measured = {
  readonly at: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
  readonly points?: readonly Point[];
};
export type Kept = Readonly<Record<string, Measured>>;

export function readKept(file: string): Kept {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Kept) : {};
}

export function format(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  return value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

export function verdict({ bar, met }: Figure): string {
  return bar === undefined ? '' : `bar ${bar}${met ? '' : ': NOT REACHED'}`;
}

export type Page = {
  readonly version: string;
  readonly machine: string;
  readonly scenarios: readonly Scenario[];
  readonly kept: Kept;
};
