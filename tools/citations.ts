/**
 * What comments and pages cite exists: rules, files, folders, headings, decisions.
 *   node tools/citations.ts      exits 1 and names those that do not
 */
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { dangling } from './citations/dangling.ts';

const found = dangling(repositoryRoot);
for (const { file, line, cited, why } of found) console.error(`${file}:${line} cites ${cited}: ${why}.`);
process.exit(found.length === 0 ? 0 : 1);
