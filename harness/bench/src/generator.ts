/**
 * A process of light clients, driven over IPC: `connect` (members of rooms), `run` (senders write at a rate for a time), `stop`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RawClient, stamped } from '@rookery/testkit/counting-client';
import type { Tally } from '@rookery/testkit/counting-client';

export type Order =
  | {
      readonly kind: 'connect';
      readonly port: number;
      readonly names: readonly string[];
      readonly rooms: readonly string[];
      readonly create: boolean;
      readonly protocol: 'rookery' | 'plain';
      /** Rooms of each client; one if not said. */
      readonly roomsEach?: number | undefined;
      /** One in so many takes the time of what it hears; a hundred if not said. */
      readonly sampleEvery?: number | undefined;
    }
  /** `rate`: messages a second of all senders together. `closed`: each sender waits for its ack (then `rate` is ignored). */
  | {
      readonly kind: 'run';
      readonly rooms: readonly string[];
      readonly rate: number;
      readonly ms: number;
      readonly closed: boolean;
      readonly bytes: number;
    }
  /** Who was too slow for what came before goes on with the newest. */
  | { readonly kind: 'catch-up'; readonly rooms: readonly string[] }
  | { readonly kind: 'count' }
  | { readonly kind: 'stop' };

export type Report = {
  readonly sent: number;
  readonly acked: number;
  readonly failed: number;
  readonly ackMs: readonly number[];
  readonly received: number;
  readonly bytes: number;
  readonly gaps: number;
  readonly latencies: readonly number[];
  readonly connected: number;
};

const atOnce = 200;
const clients: RawClient[] = [];
const tally: Tally = { received: 0, bytes: 0, gaps: 0, latencies: [] };
let joinedEach = 1;
let sent = 0;
let acked = 0;
let failed = 0;
let ackMs: number[] = [];

/** Client `index` is in its own room and in others, so that all rooms are of one size. */
const roomOf = (index: number, nth: number, rooms: readonly string[]): string =>
  rooms[(index + nth * (1 + Math.floor(index / rooms.length))) % rooms.length] ?? '';

async function connectAll({
  port,
  names,
  rooms,
  create,
  protocol,
  roomsEach = 1,
  sampleEvery = 100,
}: Extract<Order, { kind: 'connect' }>): Promise<void> {
  joinedEach = roomsEach;
  for (let from = 0; from < names.length; from += atOnce) {
    await Promise.all(
      names.slice(from, from + atOnce).map(async (name, offset) => {
        const index = from + offset;
        const client = new RawClient(port, tally, { samples: index % sampleEvery === 0, isInSeveral: roomsEach > 1 });
        clients.push(client);
        await client.ready;
        if (protocol === 'plain') return;
        const joined = await client.ask('user:join', { username: name });
        if (!joined.includes('"ok":true')) throw new Error(`could not join: ${joined}`);
        if (create && index < rooms.length) await client.ask('room:create', { name: rooms[index] });
      }),
    );
  }
  for (let nth = 0; nth < roomsEach; nth += 1)
    for (let from = 0; from < clients.length; from += atOnce)
      await Promise.all(
        clients.slice(from, from + atOnce).map(async (client, offset) => {
          const answer = await client.ask('room:join', { room: roomOf(from + offset, nth, rooms) });
          if (!answer.includes('"ok":true')) throw new Error(`could not enter: ${answer}`);
        }),
      );
}

async function run({ rooms, rate, ms, closed, bytes }: Extract<Order, { kind: 'run' }>): Promise<void> {
  const senders = clients.slice(0, Math.max(rooms.length, Math.min(16, clients.length)));
  const until = Date.now() + ms;
  const send = async (index: number): Promise<void> => {
    const startedAt = performance.now();
    sent += 1;
    const answer = await senders[index % senders.length]?.ask('message:room', {
      room: rooms[index % rooms.length],
      content: stamped(bytes),
    });
    ackMs.push(performance.now() - startedAt);
    if (answer?.includes('"ok":true')) acked += 1;
    else failed += 1;
  };
  if (closed) {
    await Promise.all(
      rooms.map(async (_, index) => {
        while (Date.now() < until) await send(index);
      }),
    );
    return;
  }
  const startedAt = Date.now();
  const pending: Promise<void>[] = [];
  let next = 0;
  while (Date.now() < until) {
    const due = Math.floor(((Date.now() - startedAt) * rate) / 1_000);
    for (; next < due; next += 1) pending.push(send(next));
    await pause(2);
  }
  await Promise.race([Promise.all(pending), new Promise((resolve) => setTimeout(resolve, 5_000))]);
}

async function catchUp(rooms: readonly string[]): Promise<void> {
  for (let from = 0; from < clients.length; from += atOnce)
    await Promise.all(
      clients.slice(from, from + atOnce).map(async (client, offset) => {
        if (!client.lags) return;
        for (let nth = 0; nth < joinedEach; nth += 1) await client.catchUp(roomOf(from + offset, nth, rooms));
      }),
    );
}

function report(): Report {
  const result: Report = {
    sent,
    acked,
    failed,
    ackMs,
    received: tally.received,
    bytes: tally.bytes,
    gaps: tally.gaps,
    latencies: tally.latencies,
    connected: clients.filter(({ closed }) => !closed).length,
  };
  sent = acked = failed = 0;
  ackMs = [];
  tally.received = tally.bytes = tally.gaps = 0;
  tally.latencies = [];
  return result;
}

process.on('message', (order: Order) => {
  const act = async (): Promise<Report> => {
    if (order.kind === 'connect') await connectAll(order);
    else if (order.kind === 'run') await run(order);
    else if (order.kind === 'catch-up') await catchUp(order.rooms);
    else if (order.kind === 'stop') {
      for (const client of clients) client.close();
      setImmediate(() => process.exit(0));
    }
    return report();
  };
  act().then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
