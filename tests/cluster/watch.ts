import type { Answer, Person } from '@rookery/testkit/person';
import type { RedisNode } from '@rookery/testkit/redis-node';

/** Whether somebody is offline, as `watcher` is told. */
export async function isAway(watcher: Person, user: unknown): Promise<boolean> {
  const watched = await watcher.ask('presence:watch', { users: [user] }).catch(() => null);
  return watched?.ok === true && watched['states'][0].online === false;
}

/** So many slots of a master, those of `rooms` that it serves first. */
export async function slotsOf(master: RedisNode, rooms: readonly string[], count: number): Promise<readonly number[]> {
  const own = await master.slots();
  const asked = await Promise.all(rooms.map((room) => master.call('CLUSTER', 'KEYSLOT', `{${room}}`)));
  const wanted = asked.map(Number).filter((slot) => own.includes(slot));
  return [...new Set([...wanted, ...own])].slice(0, count);
}

export type Ready = {
  readonly status: number;
  readonly ok: boolean;
  readonly degraded: boolean;
  readonly details: string[];
};

export async function readiness(url: string): Promise<Ready> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) });
  return { status: response.status, ...((await response.json()) as Omit<Ready, 'status'>) };
}

/** One figure of a node's metrics. */
export async function metric(url: string, name: string): Promise<number> {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const line = (await response.text()).split('\n').find((entry) => entry.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

/** How long an answer took, and what it was. */
export async function timed(asked: Promise<Answer>): Promise<{ readonly answer: Answer; readonly tookMs: number }> {
  const askedAt = Date.now();
  const answer = await asked;
  return { answer, tookMs: Date.now() - askedAt };
}
