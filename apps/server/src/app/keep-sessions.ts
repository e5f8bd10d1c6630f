import { limits } from '@rookery/protocol';
import type { Ports } from './ports.ts';
import type { Connection } from '../delivery/connection.ts';
import { classicSessionMs } from './join-chat.ts';

const roundMs = 15_000;
const chunk = 500;

type Keeping = Pick<Ports, 'sessions' | 'clock'>;

/**
 * While devices are connected: their sessions are kept alive, and those that were revoked without this node hearing of it
 * are found (≤ 15 s). Returns what stops it.
 */
export function keepSessions(ports: Keeping, connections: ReadonlySet<Connection>): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    round(ports, connections).then(
      () => (running = false),
      // The store is away: the next round asks again.
      () => (running = false),
    );
  }, roundMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function round(ports: Keeping, all: ReadonlySet<Connection>): Promise<void> {
  const now = ports.clock.now();
  for (const isClassic of [true, false]) {
    const connections = [...all].filter(({ session }) => session && (session.kind === 'classic') === isClassic);
    for (let index = 0; index < connections.length; index += chunk)
      await keep(
        ports,
        connections.slice(index, index + chunk),
        now,
        now + (isClassic ? classicSessionMs : limits.guestSessionMs),
      );
  }
}

async function keep(ports: Keeping, connections: readonly Connection[], now: number, expiresAt: number): Promise<void> {
  const sessions = connections.flatMap(({ session, user }) =>
    session && user ? [{ id: session.id, user: user.id }] : [],
  );
  const gone = new Set(await ports.sessions.extend(sessions, now, expiresAt));
  for (const connection of connections)
    if (connection.session && gone.has(connection.session.id)) connection.disconnect();
}
