import { Resolver } from 'node:dns/promises';
import { bySystem, usuallyAllowed } from './outside-request.ts';
import type { IsAllowed, Resolve } from './outside-request.ts';

const nameMs = 2_000;

/**
 * What may be reached: the public Internet, and what the operator lists (`host` or `host:port`; without a port 80 and 443). Names of the public are asked of its name servers
 * by ourselves: those that the system looks up occupy the few threads on which files are read, however slow a stranger's name server is.
 */
export function outsideNames(listed: readonly string[]): {
  readonly resolve: Resolve;
  readonly isAllowed: IsAllowed;
  readonly isListed: (url: URL) => boolean;
} {
  const open = new Set(
    listed.flatMap((entry) => {
      const { hostname, port } = new URL(`http://${entry}`);
      const name = nameIn(hostname);
      if (/:\d+$/.test(entry)) return [`${name} ${port || '80'}`];
      return [`${name} 80`, `${name} 443`];
    }),
  );
  const names = new Set([...open].map((entry) => entry.slice(0, entry.lastIndexOf(' '))));
  return {
    isAllowed: (address, port, name) => open.has(`${name} ${port}`) || usuallyAllowed(address, port, name),
    isListed: ({ protocol, hostname, port }) =>
      open.has(`${nameIn(hostname)} ${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`),
    resolve: (name) => (names.has(name) ? bySystem(name) : byNameServers(name)),
  };
}

const nameIn = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

async function byNameServers(name: string): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: nameMs, tries: 1 });
  const found = await Promise.all([
    resolver.resolve4(name).catch((): string[] => []),
    resolver.resolve6(name).catch((): string[] => []),
  ]);
  return found.flat();
}
