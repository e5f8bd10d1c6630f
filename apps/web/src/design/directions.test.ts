import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));

/** What would stay on its side where the language turns around. */
const physical =
  /(?:^|[\s;{])(?:left|right|(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/m;

test('[WEB-251] no style says left or right', () => {
  const files = globSync('**/*.css', { cwd: source });
  expect(files.length).toBeGreaterThan(50);
  expect(
    files.filter((file) => physical.test(readFileSync(source + file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))),
  ).toEqual([]);
});
