import { quantile } from '../../crowd.ts';
import type { Figure } from '../scenario.ts';

/** Of several runs, the middle one counts: the machine is noisy. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const atMost = (name: string, value: number, unit: string, most: number): Figure => ({
  name,
  value,
  unit,
  bar: `≤ ${most.toLocaleString('en')}`,
  met: value <= most,
});

export const none = (name: string, value: number, unit = ''): Figure => ({
  name,
  value,
  unit,
  bar: '0',
  met: value === 0,
});

/** One after the other: what runs beside what is measured would be measured too. */
export const inTurn = async <Value>(runs: number, run: (index: number) => Promise<Value>): Promise<Value[]> => {
  const values: Value[] = [];
  for (let index = 0; index < runs; index += 1) values.push(await run(index));
  return values;
};
