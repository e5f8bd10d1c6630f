/** Writes docs/operations/configuration.md from the settings; `--check` writes nothing and fails where it is stale. */
import { mkdirSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { settingList } from '../apps/server/src/config/settings.ts';

const file = 'docs/operations/configuration.md';
const rows = settingList.map(
  ({ name, about, fallback, example }) =>
    `| \`${name}\` | ${about} | ${fallback === '' ? '(unset)' : `\`${fallback}\``} | \`${example}\` |`,
);
const text = `# Configuration

Settings are environment variables; \`npm start -- --help\` lists them too. A wrong one stops the start and is named, never its value; so
is an unknown \`ROOKERY_…\`. This page is made by \`node tools/configuration-docs.ts\`.

| setting | meaning | default | example |
|---|---|---|---|
${rows.join('\n')}
`;
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is stale: run node tools/configuration-docs.ts.`);
    process.exit(1);
  }
} else {
  mkdirSync('docs/operations', { recursive: true });
  writeFileSync(file, text);
}
