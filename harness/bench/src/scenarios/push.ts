import { setTimeout as pause } from 'node:timers/promises';
import type { User } from '@rookery/protocol';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { notePushes } from '@rookery/server/note-pushes';
import { Profiles } from '@rookery/server/profiles';
import { newPushKeys } from '@rookery/server/push-keys';
import { MessagePusher } from '@rookery/server/push-message';
import { TaskRunner } from '@rookery/server/task-runner';
import { WebPushSender } from '@rookery/server/web-push-sender';
import { PushServiceOfOurs } from '@rookery/testkit/push-service';
import { quantile } from '../crowd.ts';
import { clock, onBothStores } from '../on-both-stores.ts';
import type { Store } from '../on-both-stores.ts';
import type { Figure, Scenario } from './scenario.ts';

const ripeMs = 10_000;
const paceMs = 50;
const atOnce = 64;

async function each<One>(all: readonly One[], act: (one: One) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += atOnce) await Promise.all(all.slice(from, from + atOnce).map(act));
}

/**
 * A room in which everybody has a device, and one in ten does not look. Somebody calls all; whoever looks has read it before it is due. Meanwhile others write at a steady
 * pace, and it is timed how long each message takes until this node hears it; before that, the same without the call.
 */
async function measure(name: string, store: Store, quick: boolean): Promise<Figure[]> {
  const people = quick ? 1_000 : 10_000;
  const service = await PushServiceOfOurs.start();
  const owner = await newUser(store, 'owner');
  const room = await newRoom(store, owner);
  const users: User[] = [];
  await each(Array.from({ length: people }), async () => void users.push(await newUser(store, 'member')));
  const endpoints = new Set<string>();
  await each(users, async (user) => {
    const { subscription } = service.device();
    const session = `s-${user.id}`;
    await store.membership.join(room.id, user.id, Date.now());
    await store.sessions.create(session, { id: session, user, kind: 'guest', expiresAt: Date.now() + 3_600_000 });
    const json = JSON.stringify({ ...subscription, session, at: Date.now() });
    await store.kept.put(user.id, { kind: 'push', key: 'device', json, dueAt: null }, { most: 20 });
    await store.pushes.watch(room.id, user.id);
  });
  const away = users.slice(0, people / 10);
  const looking = users.slice(people / 10);
  const sender = new WebPushSender({
    keys: newPushKeys(),
    subject: 'mailto:bench@example.org',
    resolve: async () => [],
    isAllowed: () => true,
    isListed: () => true,
  });
  const ports = { ...store, profiles: new Profiles(store.people), keptSettings: { known: { name: 'Bench' } }, clock };
  let wrong = 0;
  let lastAt = 0;
  const pusher = new MessagePusher(ports, {
    sender,
    address: '',
    told: (status) => void (wrong += Number(status !== 'sent')),
  });
  service.onPush = ({ subscription }) => {
    endpoints.add(subscription.endpoint);
    lastAt = performance.now();
  };
  const runner = new TaskRunner({
    tasks: store.tasks,
    log: store.log,
    consumers: [
      {
        name: 'push',
        lane: 'pushing',
        ripeMs,
        take: (news) => notePushes(ports, news),
        act: (work, context) => pusher.push(work, context),
      },
    ],
  });

  const sentAt = new Map<string, number>();
  let delays: number[] = [];
  const listening = await store.announcements.listenToConversation(room.id, {
    hear: (heard) => {
      const at = heard.kind === 'message' ? sentAt.get(heard.message.content ?? '') : undefined;
      if (at !== undefined) delays.push(performance.now() - at);
    },
    missed: () => undefined,
  });
  const write = async (forMs: number): Promise<number> => {
    delays = [];
    const until = performance.now() + forMs;
    const under: Promise<unknown>[] = [];
    while (performance.now() < until) {
      const content = `something ${sentAt.size}`;
      sentAt.set(content, performance.now());
      under.push(append(store, room.id, owner, { content }));
      await pause(paceMs);
    }
    await Promise.all(under);
    return quantile(delays, 0.99);
  };
  try {
    await write(2_000);
    const without = await write(quick ? 4_000 : 10_000);
    const before = service.requests;
    const { seq } = await append(store, room.id, owner, { content: '@all: now' });
    const dueAt = performance.now() + ripeMs;
    await each(looking, (user) => store.users.mark(user.id, room.id, seq, false));
    await pause(Math.max(0, dueAt - performance.now()));
    const withCall = await write(quick ? 4_000 : 12_000);
    for (let left = 200; left > 0 && endpoints.size < away.length; left -= 1) await pause(100);
    const tookMs = lastAt - dueAt;
    const extra = service.requests - before - away.length;
    return [
      { name: `${name}: people in the room, each with a device`, value: people, unit: '' },
      {
        name: `${name}: pushed to, of those who do not look`,
        value: endpoints.size,
        unit: '',
        bar: String(away.length),
        met: endpoints.size === away.length,
      },
      { name: `${name}: pushes besides`, value: extra, unit: '', bar: '0', met: extra === 0 && wrong === 0 },
      {
        name: `${name}: the last one, after they were due`,
        value: tookMs / 1_000,
        unit: 's',
        bar: '≤ 10',
        met: tookMs <= 10_000,
      },
      { name: `${name}: a message until it is heard, without, p99`, value: without, unit: 'ms' },
      { name: `${name}: the same while all are pushed to, p99`, value: withCall, unit: 'ms' },
    ];
  } finally {
    listening.stop();
    await runner.drain();
    sender.close();
    await service.close();
  }
}

export const push: Scenario = {
  name: 'push',
  about:
    'At the stores’ port, in one process with the push service: a room of 10,000 in which everybody has a device, 9,000 read what calls all of them (`@all`) before it is due, and 1,000 do not; while others write in it.',
  run: (quick) => onBothStores(quick, measure),
};
