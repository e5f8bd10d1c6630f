/** `bad-neighbour.ts KIND PORT`: one client that does its worst until it is killed. Its connection is closed often; it comes back at once. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { RawClient } from '@rookery/testkit/counting-client';

const [, , kind, port] = process.argv;
const tally = { received: 0, bytes: 0, gaps: 0, latencies: [] };
const eventsASecond = 10_000;
const everyMs = 2;

const garbage = (): Buffer => {
  const kinds = [
    (): Buffer => randomBytes(200),
    (): Buffer => Buffer.from('42["message:room",'),
    (): Buffer => Buffer.from('42[null,{}]'),
    (): Buffer => Buffer.from('451-["message:room",{"_placeholder":true,"num":0}]'),
    (): Buffer => Buffer.from(`42["message:room",${'['.repeat(5_000)}`),
    (): Buffer => Buffer.from('420["sync",{"conversations":[{}]}]'),
  ];
  return kinds[Math.floor(Math.random() * kinds.length)]?.() ?? Buffer.alloc(0);
};
const huge = Buffer.from(`42["message:room",${JSON.stringify({ room: 'room 0', content: 'x'.repeat(5_000_000) })}]`);

async function misbehave(client: RawClient): Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  while (!client.closed) {
    if (kind === 'huge') client.sendRaw(huge);
    else
      for (const due = ((performance.now() - startedAt) * eventsASecond) / 1_000; sent < due; sent += 1)
        if (kind === 'garbage') client.sendRaw(garbage());
        else client.emit('history:fetch', { room: 'room 0' });
    await pause(kind === 'huge' ? 50 : everyMs);
  }
}

for (;;) {
  const client = new RawClient(Number(port), tally);
  try {
    await client.ready;
    await client.ask('user:join', { username: `bad.${randomBytes(6).toString('hex')}` });
    await misbehave(client);
  } catch {
    await pause(10);
  }
  client.close();
}
