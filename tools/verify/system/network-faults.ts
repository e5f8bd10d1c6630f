import { setTimeout as pause } from 'node:timers/promises';
import type { TcpProxy } from '../tcp-proxy.ts';
import type { Fault, Striking } from './system.ts';

/** The network between two parties, broken in four ways. */
export function networkFaults<On>(
  hop: string,
  rule: string,
  proxyOf: (system: On, target: number) => TcpProxy | Promise<TcpProxy>,
): Fault<On>[] {
  const at = async (system: On, { target, hits }: Striking): Promise<TcpProxy> => {
    hits(`${hop} ${target % 4}`);
    return proxyOf(system, target);
  };
  return [
    {
      name: `cut ${hop}`,
      rule,
      overlaps: true,
      leastMs: 300,
      mostMs: 3_000,
      strike: async (system, striking) => {
        const proxy = await at(system, striking);
        proxy.set({ state: 'refuse' });
        await pause(striking.forMs);
        proxy.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `half-open ${hop}`,
      rule,
      overlaps: true,
      leastMs: 1_000,
      mostMs: 6_000,
      strike: async (system, striking) => {
        const proxy = await at(system, striking);
        proxy.set({ state: 'silent' });
        await pause(striking.forMs);
        // What was on its way is lost in every second case.
        if (striking.target % 2 === 0) proxy.cut();
        proxy.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `slow ${hop}`,
      rule: 'DEL-1',
      overlaps: true,
      leastMs: 1_500,
      mostMs: 4_000,
      strike: async (system, striking) => {
        const proxy = await at(system, striking);
        proxy.set({ state: 'slow', delayMs: 200, bytesPerSecond: 2_000 });
        await pause(striking.forMs);
        proxy.set({ state: 'pass' });
        striking.healed();
      },
    },
    {
      name: `reset ${hop} in mid-frame`,
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
