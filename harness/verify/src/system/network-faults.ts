import { setTimeout as pause } from 'node:timers/promises';
import type { Concerned, NetworkState, TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { Fault, Striking, System } from './system.ts';

/** One piece of our network, and who is behind it; `concerned`: whose connections alone are meant. */
export type Hop = { readonly name: string; readonly proxy: TcpProxy; readonly concerned?: Concerned };

/** The network between two parties, broken in four ways. `hop` names them: `clients and the server`. */
export function networkFaults<On>(
  hop: string,
  rule: string,
  hopOf: (system: On, target: number) => Hop | Promise<Hop>,
): Fault<On>[] {
  const at = async (system: On, { target, hits }: Striking) => {
    const { name, proxy, concerned } = await hopOf(system, target);
    hits(name);
    return {
      set: (state: NetworkState) => proxy.set(state, concerned),
      cut: () => proxy.cut(concerned),
      resetInMidFrame: () => proxy.resetInMidFrame(concerned),
    };
  };
  return [
    {
      name: `cut between ${hop}`,
      rule,
      overlaps: true,
      leastMs: 300,
      mostMs: 3_000,
      strike: async (system, striking) => {
        const network = await at(system, striking);
        network.set({ state: 'refuse' });
        await pause(striking.forMs);
        network.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `half-open connections between ${hop}`,
      rule,
      overlaps: true,
      leastMs: 1_000,
      mostMs: 6_000,
      strike: async (system, striking) => {
        const network = await at(system, striking);
        network.set({ state: 'silent' });
        await pause(striking.forMs);
        // What was on its way is lost in every second case.
        if (striking.target % 2 === 0) network.cut();
        network.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `slow network between ${hop}`,
      rule: 'DEL-1',
      overlaps: true,
      leastMs: 1_500,
      mostMs: 4_000,
      strike: async (system, striking) => {
        const network = await at(system, striking);
        network.set({ state: 'slow', delayMs: 200, bytesPerSecond: 2_000 });
        await pause(striking.forMs);
        network.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `reset in mid-frame between ${hop}`,
      rule,
      overlaps: true,
      leastMs: 200,
      mostMs: 800,
      strike: async (system, striking) => {
        (await at(system, striking)).resetInMidFrame();
        await pause(striking.forMs);
        striking.healed();
      },
    },
  ];
}

/** Clients are spread over some pieces of network: one of those. */
export function clientsHop({ fronts }: System, target: number): Hop {
  const index = target % Math.max(1, fronts.length);
  const proxy = fronts[index];
  if (!proxy) throw new Error('there is no network before the clients');
  return { name: `group ${index + 1} of ${fronts.length}`, proxy };
}
