/**
 * Looks at the packages of others: licences, hashes, programs that run at installation, known advisories, all against tools/dependencies/allowed.ts; and writes
 * docs/sbom.cdx.json, the list of those that are part of a running Rookery. `--check` writes nothing and fails where the list is stale.
 * `--advisories` fails also where the registry does not tell of advisories.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { askAdvisories } from './dependencies/advisories.ts';
import { billOfMaterials } from './dependencies/bill-of-materials.ts';
import { faultsOf } from './dependencies/faults.ts';
import { readLock } from './dependencies/locked.ts';

const file = 'docs/sbom.cdx.json';

const packages = readLock(readFileSync('package-lock.json', 'utf8'));
const faults = [...faultsOf(packages)];

const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const advised = await askAdvisories(registry, packages, new Date().toISOString().slice(0, 10));
if (advised.asked) faults.push(...advised.faults);
else if (process.argv.includes('--advisories')) faults.push(`The registry tells of no advisories: ${advised.why}.`);
else console.log(`The registry tells of no advisories (${advised.why}): nothing was compared with them.`);

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
const text = billOfMaterials(version, packages);
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
    faults.push(`${file} is stale: run node tools/dependencies.ts.`);
} else writeFileSync(file, text);

for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error('What may be is in tools/dependencies/allowed.ts.');
  process.exit(1);
}
