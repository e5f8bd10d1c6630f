import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { append, newRoom, newUser } from '@rookery/server/contract-fixtures';
import { openEmbeddedStore } from '@rookery/server/embedded-store';
import { rightsOf } from '@rookery/server/rights';
import { Crowd, quantile } from '../crowd.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { Returners } from '../returners.ts';
import type { Figure, Scenario } from './scenario.ts';

const rooms = Array.from({ length: 50 }, (_, index) => `room ${index}`);
const password = 'correct horse battery';
const signInsPerSecond = 20;

async function post(port: number, path: string, body: object): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** People talk while others sign in, each with a password that takes 20 ms of the server's one core. */
async function signIns(quick: boolean): Promise<Figure[]> {
  const server = await MeasuredProcess.start('rookery');
  const ms = quick ? 3_000 : 10_000;
  const crowd = await Crowd.connect(server.port, 1_000, rooms, 'rookery', { sampleEvery: 2 });
  const talk = (): ReturnType<Crowd['run']> => crowd.run({ rooms, rate: 50, ms, closed: false, bytes: 100 });
  try {
    const names = Array.from({ length: signInsPerSecond }, (_, index) => `account.${index}`);
    for (const username of names) await post(server.port, 'accounts', { username, password });
    const idleRss = server.rssMiB();
    // The first of them the engine has yet to compile for.
    await talk();
    const calm = await talk();
    const tookMs: number[] = [];
    const statuses: Promise<number>[] = [];
    const talking = talk();
    const beganAt = performance.now();
    for (let index = 0; index < (signInsPerSecond * ms) / 1_000; index += 1) {
      await pause(Math.max(0, beganAt + (index * 1_000) / signInsPerSecond - performance.now()));
      const startedAt = performance.now();
      const status = post(server.port, 'sessions', { username: names[index % names.length], password });
      statuses.push(status.finally(() => tookMs.push(performance.now() - startedAt)));
    }
    const done = (await Promise.all(statuses)).filter((status) => status === 201).length;
    const perSecond = (done * 1_000) / (performance.now() - beganAt);
    const meanwhile = await talking;
    const before = quantile(calm.latencies, 0.99);
    const during = quantile(meanwhile.latencies, 0.99);
    const ratio = during / before;
    return [
      { name: 'sign-ins, of one core', value: perSecond, unit: '/s', bar: '≥ 19.5', met: perSecond >= 19.5 },
      { name: 'sign-in, p99', value: quantile(tookMs, 0.99), unit: 'ms' },
      { name: 'those who talk: p99 before', value: before, unit: 'ms' },
      { name: 'those who talk: p99 beside sign-ins', value: during, unit: 'ms' },
      { name: 'so many times', value: ratio, unit: '×', bar: '≤ 1.5', met: ratio <= 1.5 },
      { name: 'resident memory with 1,000 there', value: idleRss, unit: 'MiB' },
    ];
  } finally {
    crowd.stop();
    await server.stop();
  }
}

/** All back at once with what signs them in, s. */
async function backIn(count: number, cookies: boolean): Promise<number> {
  const server = await MeasuredProcess.start('rookery');
  const crowd = await Crowd.connect(server.port, rooms.length, rooms, 'rookery');
  const returners = await Returners.join(server.port, count, rooms, cookies);
  try {
    await returners.vanish();
    const reports = await returners.comeBack(server.port);
    const backMs = reports.flatMap((report) => report.backMs);
    if (backMs.length !== count) throw new Error(`${backMs.length} of ${count} came back`);
    return Math.max(...backMs) / 1_000;
  } finally {
    returners.stop();
    crowd.stop();
    await server.stop();
  }
}

async function returns(quick: boolean): Promise<Figure[]> {
  const count = quick ? 1_000 : 10_000;
  const tokens: number[] = [];
  const cookies: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round += 1) {
    tokens.push(await backIn(count, false));
    cookies.push(await backIn(count, true));
  }
  const ratio = quantile(cookies, 0.5) / quantile(tokens, 0.5);
  return [
    {
      name: `${count.toLocaleString('en')} back by tokens: all, median of rounds`,
      value: quantile(tokens, 0.5),
      unit: 's',
    },
    { name: 'the same by cookies', value: quantile(cookies, 0.5), unit: 's' },
    { name: 'cookies against tokens', value: ratio, unit: '×', bar: '≤ 1.1', met: ratio <= 1.1 },
  ];
}

/** At the port of the embedded store: what rooms with rights, mutes and bans of their own cost, and a page of members. */
async function rights(quick: boolean): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-identity-'));
  const store = await openEmbeddedStore({
    dataDir: directory,
    clock: { now: () => Date.now() },
    log: { error: () => undefined },
  });
  try {
    const owner = await newUser(store, 'owner', false);
    const writer = await newUser(store, 'writer', false);
    const made = async (isRuled: boolean): Promise<Awaited<ReturnType<typeof newRoom>>> => {
      const room = await newRoom(store, owner);
      await store.membership.join(room.id, writer.id, Date.now());
      if (isRuled) {
        const own = { rights: { pin: 'moderator', invite: 'member' }, at: Date.now(), id: room.id } as const;
        await store.rooms.editRoom(room.id, owner.id, rightsOf('edit_room'), own);
      }
      for (let index = 0; index < 20; index += 1) {
        const muted = await newUser(store);
        await store.membership.join(room.id, muted.id, Date.now());
        if (!isRuled) continue;
        await store.moderation.mute(room.id, owner.id, rightsOf('mute'), muted.id, {
          until: Date.now() + 3_600_000,
          reason: null,
        });
      }
      return room;
    };
    const plain = await Promise.all(Array.from({ length: 64 }, () => made(false)));
    const ruled = await Promise.all(Array.from({ length: 64 }, () => made(true)));
    const content = 'x'.repeat(120);
    const appends = async (where: typeof plain, ms: number): Promise<number> => {
      const until = performance.now() + ms;
      let count = 0;
      await Promise.all(
        where.map(async (room) => {
          while (performance.now() < until) {
            await append(store, room.id, writer, { content });
            count += 1;
          }
        }),
      );
      return (count * 1_000) / ms;
    };
    await appends(plain, 1_000);
    await appends(ruled, 1_000);
    const rates = { plain: [] as number[], ruled: [] as number[] };
    for (let round = 0; round < (quick ? 4 : 12); round += 1) {
      rates.plain.push(await appends(plain, 1_000));
      rates.ruled.push(await appends(ruled, 1_000));
    }
    const cost = (quantile(rates.plain, 0.5) / quantile(rates.ruled, 0.5) - 1) * 100;

    const crowded = await newRoom(store, owner);
    const members = quick ? 1_000 : 10_000;
    for (let index = 0; index < members; index += 250)
      await Promise.all(
        Array.from({ length: 250 }, async (_, at) => {
          const person = await newUser(store, 'person', at % 2 === 0);
          await store.membership.join(crowded.id, person.id, Date.now());
        }),
      );
    const pageMs: number[] = [];
    let cursor: string | undefined;
    for (let index = 0; index < 300; index += 1) {
      const startedAt = performance.now();
      const page = await store.membership.members(crowded.id, owner.id, cursor, 50);
      if (page.status !== 'page') throw new Error(page.status);
      await store.people.users(page.rows.map(({ user }) => user));
      pageMs.push(performance.now() - startedAt);
      cursor = page.next ?? undefined;
    }
    const page = quantile(pageMs, 0.99);
    return [
      { name: 'appends, rooms of 22 without rights of their own', value: quantile(rates.plain, 0.5), unit: '/s' },
      { name: 'appends, rooms of 22 with rights, of whom 20 are muted', value: quantile(rates.ruled, 0.5), unit: '/s' },
      { name: 'what rights add to an append', value: cost, unit: '%', bar: '≤ 3', met: cost <= 3 },
      {
        name: `page of 50 members with roles, of ${members.toLocaleString('en')}, p99`,
        value: page,
        unit: 'ms',
        bar: '≤ 10',
        met: page <= 10,
      },
    ];
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function idle(): Promise<Figure> {
  const server = await MeasuredProcess.start('rookery');
  try {
    await post(server.port, 'accounts', { username: 'first', password });
    // What the start has left behind is collected when nothing happens.
    await pause(12_000);
    const value = server.rssMiB();
    return {
      name: 'resident memory, idle, after an account was made',
      value,
      unit: 'MiB',
      bar: '≤ 200',
      met: value <= 200,
    };
  } finally {
    await server.stop();
  }
}

export const identity: Scenario = {
  name: 'identity',
  about:
    'What accounts and rights cost: 20 sign-ins a second on the server’s one core beside 1,000 people who talk; 10,000 who come back at once by cookie and by token, by turns; appends in rooms with and without rights of their own, by turns; a page of members.',
  run: async (quick) => [...(await signIns(quick)), ...(await returns(quick)), ...(await rights(quick)), await idle()],
};
