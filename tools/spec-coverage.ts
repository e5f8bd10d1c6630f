/**
 * Every rule of docs/spec has an id of its own and is proved by a test whose title cites it, and every cited rule exists. Each attacker of docs/security.md
 * names the rules that stop her.
 *   node tools/spec-coverage.ts      exits 1 and names the orphans on either side, and ids that two rules have
 */
import { globSync, readFileSync } from 'node:fs';

const rules = new Map<string, string>();
const twice: string[] = [];
for (const file of globSync('docs/spec/*.md'))
  for (const [, id = ''] of readFileSync(file, 'utf8').matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)) {
    if (rules.has(id)) twice.push(id);
    rules.set(id, file);
  }

const cited = new Map<string, string>();
const tests = globSync('{packages,apps,harness,tests,tools}/**/*.{test,contract}.{ts,tsx}', {
  exclude: (path) => path.includes('node_modules') || path.includes('/dist/'),
});
for (const file of tests)
  for (const match of readFileSync(file, 'utf8').matchAll(/\[((?:[A-Z]+-\d+)(?:[,\s]+[A-Z]+-\d+)*)\]/g))
    for (const id of (match[1] ?? '').split(/[,\s]+/)) cited.set(id, file);

const attackers = readFileSync('docs/security.md', 'utf8').matchAll(/^\| (?!attacker)(.*) \|(.*)\|(.*)\|$/gm);
const unshown = [...attackers].filter(([, , , ids = '']) => {
  const named = ids.split(',').map((id) => id.trim());
  return !named.every((id) => cited.has(id));
});

const unproved = [...rules].filter(([id]) => !cited.has(id));
const unknown = [...cited].filter(([id]) => !rules.has(id));
for (const id of twice) console.error(`${id} is the id of two rules.`);
for (const [id, file] of unproved) console.error(`${id} (${file}) is cited by no test title.`);
for (const [id, file] of unknown) console.error(`[${id}] is cited in ${file}, but no rule of docs/spec has that id.`);
for (const [, attacker] of unshown)
  console.error(`docs/security.md: “${attacker}” names no rule, or one without a test.`);
console.log(`${rules.size} rules, ${tests.length} test files.`);
process.exit(rules.size > 0 && twice.length + unproved.length + unknown.length + unshown.length === 0 ? 0 : 1);
