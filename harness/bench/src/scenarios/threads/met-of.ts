import type { Figure } from '../scenario.ts';

/** A figure that must not be more than that. */
export const metOf = (figure: Pick<Figure, 'name' | 'value' | 'unit'>, most: number): Figure => ({
  ...figure,
  bar: `≤ ${most.toLocaleString('en')}${figure.unit === '' ? '' : ` ${figure.unit}`}`,
  met: figure.value <= most,
});
