import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startColony } from '@rookery/testkit/colony';
import { measureAppends } from './cluster/appends.ts';
import { measureBetweenNodes } from './cluster/between-nodes.ts';
import { measureCrowdedRoom } from './cluster/crowded-room.ts';
import { measureFanOut } from './cluster/fan-out.ts';
import { measureListeners } from './cluster/listeners.ts';
import { measureMasterDeath } from './cluster/master-death.ts';
import { measureMemory } from './cluster/memory.ts';
import { measureNodeDeath } from './cluster/node-death.ts';
import type { Figure, Scenario } from './scenario.ts';

/** In this order: what kills comes late, and the crowd that leaves all at once last. */
const measures = [
  measureAppends,
  measureBetweenNodes,
  measureFanOut,
  measureNodeDeath,
  measureMasterDeath,
  measureMemory,
  measureCrowdedRoom,
];

export const cluster: Scenario = {
  name: 'cluster',
  about:
    'Two nodes, NGINX and three Redis masters with replicas, all on this machine beside the clients; every message on a second Redis node (WAIT 1) before its ack.',
  run: async (quick) => {
    const figures: Figure[] = [];
    const dir = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
    const colony = await startColony({ dir, settings: { ROOKERY_RATE_LIMITS: 'off', ROOKERY_LOG_LEVEL: 'error' } });
    try {
      for (const measure of measures) figures.push(...(await measure(colony, quick)));
    } finally {
      await colony.stop();
      rmSync(dir, { recursive: true, force: true });
    }
    figures.push(...(await measureListeners(quick)));
    return figures;
  },
};
