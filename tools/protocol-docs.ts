/**
 * Writes docs/asyncapi.json and the generated parts of docs/protocol.md from the schemas of packages/protocol.
 * `--check` writes nothing and fails where they are stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { asyncApi } from './protocol-docs/asyncapi.ts';
import { fillPage } from './protocol-docs/page.ts';
import { unusedProse } from './protocol-docs/schemas.ts';
import { blocks } from './protocol-docs/tables.ts';

const pathOf = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
const readOr = (path: string, otherwise: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
};

const pagePath = pathOf('protocol.md');
const documentPath = pathOf('asyncapi.json');

const page = readFileSync(pagePath, 'utf8');
const filled = fillPage(page, blocks());
const document = asyncApi();
const leftovers = unusedProse();
if (leftovers.length > 0)
  throw new Error(`tools/protocol-docs/prose.ts describes what is not there: ${leftovers.join(', ')}.`);

// Compared as values: how the file is laid out is the formatter's business.
const isFresh = isDeepStrictEqual(JSON.parse(readOr(documentPath, 'null')), JSON.parse(JSON.stringify(document)));
const stale = [...(filled === page ? [] : ['docs/protocol.md']), ...(isFresh ? [] : ['docs/asyncapi.json'])];

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run: node tools/protocol-docs.ts`);
    process.exitCode = 1;
  }
} else {
  if (filled !== page) writeFileSync(pagePath, filled);
  if (!isFresh) writeFileSync(documentPath, `${JSON.stringify(document, null, 2)}\n`);
  console.log(stale.length > 0 ? `Written: ${stale.join(', ')}.` : 'All fresh.');
}
