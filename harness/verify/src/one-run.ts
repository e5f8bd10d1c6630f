import type { RunMode } from './arguments.ts';
import { run } from './run.ts';
import type { RunResult } from './run.ts';
import type { PlanOptions } from './plan.ts';
import { ClusterSystem } from './system/cluster.ts';
import { clusterFaults } from './system/cluster-faults.ts';
import { EmbeddedSystem, embeddedFaults } from './system/embedded.ts';
import { MovingSystem, movingFaults } from './system/moving.ts';
import { ourClient } from './workload/client-module.ts';
import type { ClientModule } from './workload/client-module.ts';

export type OneRun = {
  readonly mode: RunMode;
  readonly plan: Omit<PlanOptions, 'faultKinds'>;
  /** The folder of another build of the server than the normal one. */
  readonly server?: string;
  /** Another client than ours. */
  readonly client?: ClientModule;
  /** Only faults of these names. */
  readonly only?: readonly string[];
  print(line: string): void;
};

/** One seed in one mode, on a system of its own. */
export function oneRun({ mode, plan, server, client = ourClient, only, print }: OneRun): Promise<RunResult> {
  const isMeant = ({ name }: { readonly name: string }): boolean => only === undefined || only.includes(name);
  const common = { mode, plan, client, print };
  switch (mode) {
    case 'embedded':
      return run({
        ...common,
        faults: embeddedFaults.filter(isMeant),
        start: (fronts) => EmbeddedSystem.start(fronts, server),
      });
    case 'cluster':
      return run({
        ...common,
        faults: clusterFaults.filter(isMeant),
        start: (fronts) => ClusterSystem.start(fronts, server),
      });
    case 'moving':
      return run({
        ...common,
        faults: movingFaults.filter(isMeant),
        start: (fronts) => MovingSystem.start(fronts, server),
      });
  }
}
