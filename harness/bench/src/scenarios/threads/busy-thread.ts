import { setTimeout as pause } from 'node:timers/promises';
import { Visitor } from '../cluster/visitor.ts';
import type { Figure } from '../scenario.ts';
import { metOf } from './met-of.ts';

const ratePerSecond = 100;
/** Until what is gathered has come. */
const settleMs = 3_000;

type Counted = { readonly heard: number; readonly delivered: number };

/** Much is said in one thread of a room of 200 on two nodes, which two people on the first of them hear: what it costs the bus, and everybody else. */
export async function measureBusyThread(urls: readonly [string, string], quick: boolean): Promise<Figure[]> {
  const members = quick ? 40 : 200;
  const replies = quick ? 200 : 2_000;
  const writer = await Visitor.arrive(urls[0]);
  const room = await writer.createRoom('with a busy thread');
  const others: Visitor[] = [];
  for (let count = 1; count < members; count += 1) {
    const other = await Visitor.arrive(urls[count % 2] ?? '');
    await other.ask('room:join', { room });
    others.push(other);
  }
  await writer.ask('message:room', { room, content: 'root' });
  const { thread } = await writer.ask('thread:open', { conversation: room, seq: 1 });
  const hearer = others.find((_, index) => index % 2 === 1) ?? writer;
  await hearer.ask('thread:open', { conversation: room, seq: 1 });
  // Whoever writes follows it from then on: that is done before anything is counted.
  await writer.ask('message:room', { conversation: thread, content: 'first' });
  await pause(settleMs);
  let strays = 0;
  let updates = 0;
  for (const other of others) {
    other.socket.on('message:receive', ({ conversation }: { conversation: string }) => {
      if (conversation === thread && other !== hearer) strays += 1;
    });
    other.socket.on('thread:update', () => {
      updates += 1;
    });
  }
  const nodes = [...new Set(urls)];
  const before = await countedOn(nodes);
  const startedAt = performance.now();
  for (let sent = 0; sent < replies;) {
    const due = Math.min(replies, Math.floor(((performance.now() - startedAt) * ratePerSecond) / 1_000));
    for (; sent < due; sent += 1)
      writer.socket.emit('message:room', { conversation: thread, content: `reply ${sent}` });
    await pause(5);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await pause(settleMs);
  const after = await countedOn(nodes);
  for (const visitor of [writer, ...others]) visitor.leave();
  const a = (name: string, more: number, unit = '') => ({
    name: `a thread in which ${ratePerSecond}/s are said in a room of ${members}: ${name}`,
    value: more,
    unit,
  });
  return [
    // The thread's own, where it is heard, and the step of its writer's own log, whose mark it raises.
    metOf(a('bus deliveries a reply', (after.heard - before.heard) / replies), 2.1),
    metOf(a('messages delivered a reply, to two who hear it', (after.delivered - before.delivered) / replies), 2.01),
    metOf(a('its messages that others got', strays), 0),
    metOf(a('events a second for each who hears the room', updates / others.length / (seconds + 1), '/s'), 1.2),
  ];
}

async function countedOn(urls: readonly string[]): Promise<Counted> {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(`${url}/metrics`)).text()));
  const sumOf = (metric: string): number =>
    texts.reduce((sum, text) => sum + Number(new RegExp(`^${metric} (\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN), 0);
  return { heard: sumOf('rookery_announcements_heard_total'), delivered: sumOf('rookery_deliveries_total') };
}
