import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Metrics } from '../../apps/server/src/ops/metrics.ts';
import { readAlerts, rulesFile } from './alerts.ts';
import { expressions } from './dashboard.ts';
import { leftOut } from './panels.ts';

/** What stands behind a histogram's name in an expression. */
const parts = /_(?:bucket|sum|count)$/;
const ours = /\b(?:rookery|nodejs|process)_[a-z0-9_]+/g;

/** The metrics of a node that an expression reads. */
const metricsIn = (expression: string, known: ReadonlySet<string>): string[] =>
  [...expression.matchAll(ours)].map(([name]) => (known.has(name) ? name : name.replace(parts, '')));

const exposed = new Set(new Metrics().registry.getMetricsAsArray().map(({ name }) => name));
const shown = new Set(expressions().flatMap((expression) => metricsIn(expression, exposed)));

test('[DEP-2] what a node exposes is in the dashboard, or left out with the reason', () => {
  const forgotten = [...exposed].filter((name) => !shown.has(name) && !Object.hasOwn(leftOut, name));
  expect(
    forgotten,
    `No panel shows ${forgotten.join(', ')}. Add a panel to rows in tools/monitoring/panels.ts and run "node tools/dashboard.ts", or name it in leftOut there, with the reason.`,
  ).toEqual([]);
});

test('[DEP-2] what the dashboard, its list of what is left out and the alerts name is exposed', () => {
  const named = [...shown, ...readAlerts().flatMap(({ expr }) => metricsIn(expr, exposed))];
  expect(named.filter((name) => !exposed.has(name) && !name.startsWith('rookery:'))).toEqual([]);
  expect(Object.keys(leftOut).filter((name) => shown.has(name) || !exposed.has(name))).toEqual([]);
});

/** As GitHub makes them of headings. */
const anchors = (page: string): string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );

test('[DEP-1] each alert says how urgent it is, what it means, and which runbook to follow from which heading on', () => {
  const faults = readAlerts().flatMap(({ alert, labels, annotations: { summary = '', runbook_url = '' } }) => {
    const [file = '', anchor] = runbook_url.split('#');
    const path = join(repositoryRoot, file);
    const isThere = file.startsWith('docs/operations/runbooks/') && existsSync(path);
    const hasHeading = isThere && (anchor === undefined || anchors(readFileSync(path, 'utf8')).includes(anchor));
    return [
      ...(['page', 'ticket'].includes(labels['severity'] ?? '') ? [] : [`${alert}: severity`]),
      ...(summary === '' ? [`${alert}: summary`] : []),
      ...(hasHeading ? [] : [`${alert}: ${runbook_url} is not there`]),
    ];
  });
  expect(faults).toEqual([]);
});

test('[DEP-1] each alert is tested both ways: when it is silent, and when it fires', () => {
  type Case = { readonly alertname: string; readonly exp_alerts?: readonly object[] };
  const { tests } = parse(readFileSync(rulesFile.replace('.rules.yml', '.rules.test.yml'), 'utf8')) as {
    readonly tests: readonly { readonly alert_rule_test: readonly Case[] }[];
  };
  const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  const tested = (fires: boolean) =>
    new Set(cases.filter(({ exp_alerts = [] }) => exp_alerts.length > 0 === fires).map(({ alertname }) => alertname));
  const names = new Set(readAlerts().map(({ alert }) => alert));
  expect([tested(true), tested(false)]).toEqual([names, names]);
});
