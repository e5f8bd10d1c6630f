import { freePort } from '@rookery/testkit/free-port';
import { MeasuredProcess } from '../measured-process.ts';
import { Neighbourhood, startPeer } from '../neighbourhood.ts';
import type { Figure, Scenario } from './scenario.ts';

const deeds: readonly (readonly [deed: string, what: string])[] = [
  ['half-open', '100,000 handshakes stop halfway'],
  ['horde', '20,000 connections are opened'],
];
/** Processes of the attacker, each with an address of its own: one process may hold 20,000 files, and one address has 28,000 ports. */
const processes = 7;
const mostFiles = 15_000;
const lookMs = 100;

export const attack: Scenario = {
  name: 'attack',
  about:
    '1,000 people in 50 rooms say 200 messages a second, while seven processes at addresses of their own open more connections than a node may hold. p99 from sending to receipt, beside the attack on the server and beside the same on a sink, by turns; the files that the node has open at most, and how soon a newcomer is greeted.',
  run: async (quick) => {
    const sinkPort = await freePort();
    const sink = startPeer('sink.ts', 'server', String(sinkPort));
    // The attacker's addresses are this machine's, and no proxies.
    const server = await MeasuredProcess.start('rookery', {
      ROOKERY_RATE_LIMITS: 'on',
      ROOKERY_TRUSTED_PROXIES: '127.0.0.1',
    });
    let files = 0;
    const looking = setInterval(() => (files = Math.max(files, server.files())), lookMs);
    let network = 0;
    try {
      const neighbourhood = await Neighbourhood.open(server.port, sinkPort, {
        ms: quick ? 3_000 : 10_000,
        turns: quick ? 1 : 3,
        mostTimes: 1.5,
        addresses: () => {
          network += 1;
          return Array.from({ length: processes }, (_, index) => `127.0.${network}.${index + 1}`);
        },
        newcomersBeside: deeds.map(([deed]) => deed),
      });
      try {
        const figures: Figure[] = [await neighbourhood.calm('one node')];
        for (const [deed, what] of deeds) {
          files = 0;
          figures.push(...(await neighbourhood.measure('one node', deed, what)), {
            name: 'files that the node has open, at most',
            value: files,
            unit: '',
            bar: `≤ ${mostFiles.toLocaleString('en')}`,
            met: files <= mostFiles,
          });
        }
        return figures;
      } finally {
        neighbourhood.stop();
      }
    } finally {
      clearInterval(looking);
      sink.kill('SIGKILL');
      await server.stop();
    }
  },
};
