import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { index, languagesAndThemes, screens, sheetsOf } from '../tests/end-to-end/states/sheets.ts';
import { table } from '../tests/end-to-end/states/ten-states.ts';

const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url));

test('every screen tells of its ten states, and each of its sheets is there', () => {
  // What floats over them has no state of its own.
  expect(Object.keys(table).toSorted()).toEqual(screens.filter((screen) => screen !== 'overlays').toSorted());
  const sheets = screens
    .flatMap(sheetsOf)
    .flatMap(({ name }) => languagesAndThemes.map((one) => `${name}-${one}.webp`));
  expect(sheets.filter((sheet) => !existsSync(`${folder}states/${sheet}`))).toEqual([]);
});

test('the index of the screenshots is as their scenes are', () => {
  expect(readFileSync(`${folder}README.md`, 'utf8')).toBe(index());
});
