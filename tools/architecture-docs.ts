/**
 * Writes the table of imports in ARCHITECTURE.md from tools/boundaries/matrix.ts; with --check only compares.
 *   node tools/architecture-docs.ts [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { matrixTable } from './boundaries/matrix-table.ts';

const file = fileURLToPath(new URL('../ARCHITECTURE.md', import.meta.url));
const page = readFileSync(file, 'utf8');
const [, before, after] =
  /^([\s\S]*<!-- Written by tools\/architecture-docs\.ts.*-->\n\n)(?:.*\n)*?(\n## [\s\S]*)?$/.exec(page) ?? [];
if (before === undefined) throw new Error('ARCHITECTURE.md has no place for the table of imports.');
const written = `${before}${matrixTable()}\n${after ?? ''}`;
if (process.argv.includes('--check')) {
  if (written === page) process.exit(0);
  console.error(
    'The table of imports in ARCHITECTURE.md is not that of tools/boundaries/matrix.ts: run node tools/architecture-docs.ts',
  );
  process.exit(1);
}
writeFileSync(file, written);
