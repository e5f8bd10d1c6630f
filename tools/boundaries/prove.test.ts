import { expect, test } from 'vitest';
import { proveBoundaries } from './prove.ts';

test(
  '[SEC-16] the linter refuses every import that the matrix does not allow, and patterns that can be kept busy',
  { timeout: 240_000 },
  () => {
    const proof = proveBoundaries();
    expect(proof.filesChecked).toBeGreaterThan(proof.caught.length);
    expect(proof.missed).toEqual([]);
    expect(proof.caught.length).toBeGreaterThan(100);
  },
);
