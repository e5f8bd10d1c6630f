import { networkInterfaces } from 'node:os';
import type { Config } from '../config/env.ts';

export type Reach = {
  /** Who can open a connection, for the log. */
  readonly by: string;
  /** The same for whoever starts it, and with which address invitations begin. */
  readonly told: string;
};

/** Said at start: anything wider than this machine is a decision, and a link that only this machine can open is of no use to friends. [OPS-43] */
export function reachOf({ host, publicUrl, tls }: Pick<Config, 'host' | 'publicUrl' | 'tls'>): Reach {
  const by = whoReaches(host);
  const listens = `It can be reached by ${by}`;
  if (publicUrl !== null) {
    const passing = isOwn(host) ? `, so a proxy on it has to pass on what comes to ${publicUrl}` : '';
    return { by, told: `${listens}${passing}. Invitations begin with ${publicUrl}.` };
  }
  const links = 'Invitations begin with the address that whoever makes them has opened';
  if (isOwn(host))
    return { by, told: `${listens}. ${links}, so friends elsewhere cannot open them: README.md, “Let friends in”.` };
  const unsafe = tls ? '' : ' What is sent is not encrypted: README.md, “Let friends in”.';
  return { by, told: `${listens}. ${links}; ROOKERY_PUBLIC_URL names another one.${unsafe}` };
}

const isOwn = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

function whoReaches(host: string): string {
  if (isOwn(host)) return 'this machine only';
  if (host !== '0.0.0.0' && host !== '::') return `whoever reaches ${host}`;
  const names = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address));
  return `everyone who reaches one of ${names.join(', ')}`;
}
