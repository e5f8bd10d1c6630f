import { format } from './kept.ts';
import type { Page } from './kept.ts';
import { caveats, limits } from './prose.ts';

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** docs/benchmarks.md */
export function markdownPage({ version, machine, scenarios, kept }: Page): string {
  const tables = scenarios.flatMap(({ name, about }) => {
    const measured = kept[name];
    if (!measured) return [];
    const rows = measured.figures.map((figure) => {
      const bar = figure.bar === undefined ? '' : `${figure.bar}${figure.met ? '' : ' (not reached)'}`;
      return `| ${figure.name} | ${format(figure.value)} ${figure.unit} | ${bar} |`;
    });
    return [
      `## ${name}\n\n${about} \`npm run bench -- ${name}\`, ${measured.at.slice(0, 10)}.\n\n| figure | value | bar |\n|---|---|---|\n${rows.join('\n')}\n`,
    ];
  });
  return `# Benchmarks

Made by \`npm run bench\`, Rookery ${version}. ${machine}. [The same with plots](benchmarks.html): open it in a browser.

${list(caveats)}

${tables.join('\n')}
## Which limit comes next, and why

${list(limits)}
`;
}
