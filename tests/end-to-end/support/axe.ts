import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe finds wrong with the page once what fades in is there: one line a finding. Half-way through it is pale, and contrast is judged by
 * what one reads. Run through the debugger, past the page's own policy.
 */
export const axeFindings = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  // One page is looked at more than once: half a megabyte is not read anew.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await source);
  return page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (
          context: Document,
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const passing = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    // One that is cancelled is over too.
    await Promise.allSettled(passing.map(({ finished }) => finished));
    const { violations } = await axe.run(document, {
      resultTypes: ['violations'],
      ...(only === undefined ? {} : { runOnly: only }),
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} — ${failureSummary.slice(0, 200)}`),
    );
  }, rules);
};
