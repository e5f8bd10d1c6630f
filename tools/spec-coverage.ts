/**
 * Every rule of docs/spec has an id of its own and is proved by a test whose title cites it, and every cited rule exists. Each attacker of docs/security.md
 * names the rules that stop her, and each of the 65 rows of docs/spec/web.md the tests that show it.
 *   node tools/spec-coverage.ts                  exits 1 and names the orphans on either side, ids that two rules have, and tests that are named and not there
 *   node tools/spec-coverage.ts --tests WEB-12   the tests whose titles cite a rule, as a row names them
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

/** The titles of a file's tests and groups, without the rules that they cite; none of those that are left out. */
const titlesIn = (file: string): readonly { readonly title: string; readonly ids: readonly string[] }[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /(?:\b(?:test|it|describe)(?:\.(?:each|for|concurrent))?|\))\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1,/g,
    ),
  ].map(([, , whole = '']) => {
    const [cites = ''] = /^(?:\[[A-Z][^\]]*\]\s*)*/.exec(whole) ?? [];
    return { title: whole.slice(cites.length), ids: cites.match(/[A-Z]+-\d+/g) ?? [] };
  });

const asked = process.argv.indexOf('--tests');
if (asked > 0) {
  for (const file of tests)
    for (const { title, ids } of titlesIn(file))
      if (ids.includes(process.argv[asked + 1] ?? '')) console.log(`\`${file}\` “${title}”`);
  process.exit();
}

/** Behaviour → what is wrong with the tests that its row names. */
const rows = [...readFileSync('docs/spec/web.md', 'utf8').matchAll(/^\| (\d+) \|(.*)\|(.*)\|(.*)\|(.*)\|$/gm)];
const unproven = rows.flatMap(([, number = '', , , , named = '']) => {
  const references = [...named.matchAll(/`([^`]+)` “([^”]+)”/g)];
  if (references.length === 0) return [`row ${number} names no test`];
  return references.flatMap(([, name = '', title = '']) => {
    const files = tests.filter((file) => file === name || file.endsWith(`/${name}`));
    const [file] = files;
    if (file === undefined || files.length > 1) return [`row ${number}: ${files.length} test files are called ${name}`];
    return titlesIn(file).some((one) => one.title === title) ? [] : [`row ${number}: ${name} has no test “${title}”`];
  });
});

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
for (const what of unproven) console.error(`docs/spec/web.md: ${what}.`);
if (rows.length !== 65) console.error(`docs/spec/web.md has ${rows.length} of the 65 rows.`);
console.log(`${rules.size} rules, ${rows.length} rows, ${tests.length} test files.`);
const faults = [twice, unproved, unknown, unshown, unproven].reduce((sum, { length }) => sum + length, 0);
process.exit(rules.size > 0 && rows.length === 65 && faults === 0 ? 0 : 1);
