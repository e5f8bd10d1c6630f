import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { manifestsFile, manifestsHead } from './chart.ts';

type Container = {
  readonly name: string;
  readonly securityContext: object;
  readonly resources: { readonly limits?: { readonly memory?: string } };
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
};
type Pod = {
  readonly automountServiceAccountToken: boolean;
  readonly hostNetwork?: boolean;
  readonly securityContext: { readonly runAsNonRoot?: boolean; readonly runAsUser?: number };
  readonly topologySpreadConstraints?: readonly object[];
  readonly volumes: readonly object[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
};
type Labels = Readonly<Record<string, string>>;
type Manifest = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
    readonly selector: { readonly matchLabels: Labels };
    readonly podSelector: { readonly matchLabels: Labels };
  };
};

const text = readFileSync(manifestsFile, 'utf8');
const objects = parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
const ofKind = (...kinds: string[]): Manifest[] => objects.filter(({ kind }) => kinds.includes(kind));
const workloads = ofKind('StatefulSet', 'Deployment', 'Job');
const serving = ofKind('StatefulSet', 'Deployment');

/** Whether a selector takes pods with these labels. */
const takes = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);

test('[DEP-4] the plain manifests are made from the chart as it is', () => {
  expect(text.startsWith(manifestsHead()), 'They are stale: run node tools/kubernetes.ts.').toBe(true);
  expect(serving.map(({ kind, metadata }) => `${kind} ${metadata.name}`).toSorted()).toEqual([
    'Deployment rookery-nginx',
    'StatefulSet rookery-redis',
    'StatefulSet rookery-server',
  ]);
});

test.each(workloads.map(({ metadata, spec }) => [metadata.name, spec.template.spec] as const))(
  '[DEP-4] %s: no root, no privilege, nothing to write to but volumes, bounds of memory',
  (_name, pod) => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect([pod.securityContext.runAsUser, pod.hostNetwork]).not.toContain(0);
    expect(JSON.stringify(pod)).not.toMatch(/hostPath|hostNetwork|hostPID|hostPort/);
    for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        privileged: false,
        capabilities: { drop: ['ALL'] },
      });
      expect(container.resources.limits?.memory, container.name).toMatch(/^\d/);
    }
  },
);

test.each(serving.map(({ metadata, spec }) => [metadata.name, spec] as const))(
  '[DEP-4] %s: probes, spread over machines and zones, a budget, policies of its own',
  (_name, { selector, template }) => {
    const { labels } = template.metadata;
    expect(takes(selector.matchLabels, labels)).toBe(true);
    for (const { readinessProbe, livenessProbe } of template.spec.containers)
      expect([readinessProbe, livenessProbe]).toEqual([expect.any(Object), expect.any(Object)]);
    expect(template.spec.topologySpreadConstraints).toHaveLength(2);
    const budgets = ofKind('PodDisruptionBudget').filter(({ spec }) => takes(spec.selector.matchLabels, labels));
    expect(budgets.map(({ spec }) => spec)).toMatchObject([{ maxUnavailable: 1 }]);
    const policies = ofKind('NetworkPolicy').filter(({ spec }) => takes(spec.podSelector.matchLabels, labels));
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['rookery-nothing', 'rookery-names']),
    );
    expect(policies).toHaveLength(3);
  },
);
