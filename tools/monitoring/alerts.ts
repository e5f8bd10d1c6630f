import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { parse } from 'yaml';

export type Alert = {
  readonly group: string;
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

type Rule = Omit<Alert, 'group'> | { readonly record: string; readonly expr: string };

export const rulesFile = join(repositoryRoot, 'deploy/prometheus/rookery.rules.yml');

/** The alerts of deploy/prometheus. */
export function readAlerts(): readonly Alert[] {
  const { groups } = parse(readFileSync(rulesFile, 'utf8')) as {
    readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
  };
  return groups.flatMap(({ name, rules }) =>
    rules.flatMap((rule) => ('alert' in rule ? [{ group: name, ...rule }] : [])),
  );
}
