import type { ConversationId, UserId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { PushServiceOfOurs } from '@rookery/testkit/push-service';
import type { Plan } from '../plan.ts';
import { Account, foundServer } from './account.ts';
import { ClientDevice } from './client-device.ts';
import type { ClientModule } from './client-module.ts';
import type { Device } from './device.ts';
import { openAway } from './look-away.ts';
import type { Away } from './look-away.ts';
import { RawDevice } from './raw-device.ts';
import type { Recorder } from './recorder.ts';

/** The people of a plan with their devices, in their rooms. */
export type Stage = {
  readonly devices: ReadonlyMap<string, Device>;
  /** By the plan's index. */
  readonly rooms: readonly ConversationId[];
  /** In no plan: a room whose history begins at one's joining. The first client made it. */
  readonly since: ConversationId;
  devicesOf(person: number): readonly Device[];
  userOf(person: number): UserId;
  usernameOf(person: number): string;
  /** Of whom a device is connected, once for each. */
  here(): readonly UserId[];
  /** Somebody who is in no plan comes by the front of a device. */
  visitor(beside: Device): Promise<RawDevice>;
  /** An owner of the server, who is in no plan; null where it is not ours. */
  readonly owner: RawDevice | null;
  /** Where pages are to which messages link; null where the server is not ours. */
  readonly pages: string | null;
  /** Those who are pushed to; the first client writes to them. Null where the server is not ours. */
  readonly away: Away | null;
  /** Somebody with an account, who is in no plan either. */
  account(): Promise<Account>;
  /** What somebody else is answered who wants a name: 'ok' where it can be had. */
  claim(username: string): Promise<string>;
  close(): void;
};

/** `suffix` keeps the names of two runs apart on a server that both use. `setup`: the token by which one becomes a server's first owner. */
export async function setStage(
  plan: Plan,
  urlOf: (front: number) => string,
  recorder: Recorder,
  suffix: string,
  client: ClientModule,
  setup: string | null,
  outside: { readonly pages: string; readonly pushes: PushServiceOfOurs } | null,
): Promise<Stage> {
  const devices = new Map<string, Device>();
  const ofPerson = plan.people.map((): Device[] => []);
  await Promise.all(
    plan.people.map(async (person, index) => {
      for (const device of person.devices) {
        const url = urlOf(device.front);
        const name = `${person.name}.${suffix}`;
        const first = ofPerson[index]?.[0];
        const joined =
          device.kind === 'raw'
            ? await RawDevice.join(device, url, recorder, { name })
            : await ClientDevice.join(
                device,
                url,
                recorder,
                client,
                first ? { token: first.token, user: first.user } : { name },
              );
        ofPerson[index]?.push(joined);
        devices.set(device.name, joined);
      }
      const user = ofPerson[index]?.[0]?.user;
      if (user) recorder.history.people.push({ name: person.name, user: user.id, username: user.username });
    }),
  );
  const first = (person: number | undefined): Device => {
    const device = person === undefined ? undefined : ofPerson[person]?.[0];
    if (!device) throw new Error('a plan names somebody who is not in it');
    return device;
  };
  const rooms: ConversationId[] = [];
  for (const { name, visibility, members } of plan.rooms) {
    const owner = first(members[0]);
    if (visibility === 'group') {
      const users = members.slice(1).map((member) => first(member).user.id);
      const { conversation } = await patiently(() => owner.ask('direct:open', { users }));
      rooms.push(conversation);
      recorder.history.rooms.set(conversation, `the ${name}`);
      continue;
    }
    const { room } = await patiently(() => owner.ask('room:create', { name: `${name}.${suffix}`, visibility }));
    rooms.push(room.id);
    recorder.history.rooms.set(room.id, `the ${visibility} ${name}`);
    await Promise.all(
      members.slice(1).map(async (member) => {
        const device = first(member);
        if (visibility === 'private')
          await patiently(() => owner.ask('room:invite', { room: room.id, user: device.user.id }));
        await patiently(() => device.ask('room:join', { room: room.id }));
      }),
    );
  }
  const host = plan.people.flatMap((person) => person.devices).find(({ kind }) => kind === 'client');
  const writer = devices.get(host?.name ?? '');
  const since = await openSince(writer, recorder, suffix);
  const away = outside && writer ? await openAway(writer, urlOf, recorder, suffix, outside.pushes) : null;
  for (const device of devices.values()) {
    if (!(device instanceof ClientDevice)) continue;
    const own = rooms.filter((_, index) => plan.rooms[index]?.members.includes(device.plan.person));
    for (const room of own.slice(0, 2)) device.show(room);
  }
  const visitors: RawDevice[] = [];
  const owner = setup === null ? null : await openOwner(urlOf(0), recorder, suffix, setup);
  let [accounts, comers] = [0, 0];
  return {
    devices,
    rooms,
    since,
    visitor: async ({ plan: { transport, front } }) => {
      comers += 1;
      const name = `v${comers}`;
      const beside = { name: `${name}a`, person: -1, kind: 'raw', transport, front } as const;
      const visitor = await RawDevice.join(beside, urlOf(front), recorder, { name: `${name}.${suffix}` });
      visitors.push(visitor);
      return visitor;
    },
    owner,
    pages: outside?.pages ?? null,
    away,
    account: () => {
      accounts += 1;
      return Account.register(`k${accounts}.${suffix}`, urlOf, recorder);
    },
    claim: (username) => {
      const device = { name: 'thief', person: -1, kind: 'raw', transport: 'websocket', front: 0 } as const;
      return RawDevice.claim(device, urlOf(0), username);
    },
    devicesOf: (person) => ofPerson[person] ?? [],
    userOf: (person) => first(person).user.id,
    usernameOf: (person) => first(person).user.username,
    here: () => [...devices.values(), ...visitors].filter(({ isHere }) => isHere).map(({ user }) => user.id),
    close: () => {
      for (const device of [...devices.values(), ...visitors, owner, away?.never, away?.always, away?.sometimes])
        device?.close();
    },
  };
}

async function openSince(host: Device | undefined, recorder: Recorder, suffix: string): Promise<ConversationId> {
  if (!host) throw new Error('a plan without a client');
  const { room } = await patiently(() => host.ask('room:create', { name: `since.${suffix}` }));
  await patiently(() => host.ask('room:edit', { room: room.id, history: 'since-join' }));
  recorder.history.rooms.set(room.id, 'the room that begins at one’s joining');
  return room.id;
}

async function openOwner(url: string, recorder: Recorder, suffix: string, setup: string): Promise<RawDevice> {
  const { user, session } = await foundServer(url, setup, `boss.${suffix}`);
  const device = { name: 'boss', person: -1, kind: 'raw', transport: 'websocket', front: 0 } as const;
  return RawDevice.join(device, url, recorder, { user, token: session.token });
}
