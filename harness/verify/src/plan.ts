import { SeededRandom } from '@rookery/testkit';

/** What one run does, all of it decided by its seed before anything starts. Times are ms after the workload begins. */
export type Plan = {
  readonly seed: number;
  readonly durationMs: number;
  readonly people: readonly PlannedPerson[];
  readonly rooms: readonly PlannedRoom[];
  /** In the order of time. */
  readonly steps: readonly Step[];
  readonly faults: readonly PlannedFault[];
  readonly backups: readonly PlannedBackup[];
  readonly fronts: number;
  /** As in `PlanOptions`. */
  readonly patienceMs: number | undefined;
};

/** `front`: which piece of the network is before it. */
export type PlannedDevice = {
  readonly name: string;
  readonly person: number;
  readonly kind: 'client' | 'raw';
  readonly transport: 'websocket' | 'polling';
  readonly front: number;
};

export type PlannedPerson = { readonly name: string; readonly devices: readonly PlannedDevice[] };

/** Indexes of people; the first is the owner, or opens the group. */
export type PlannedRoom = {
  readonly name: string;
  readonly visibility: 'public' | 'private' | 'group';
  readonly members: readonly number[];
};

/** `number`: by which its bytes are made. */
export type PlannedFile = { readonly number: number; readonly inPieces: boolean };

type At = { readonly at: number; readonly device: string };
/** Indexes of people whom a text calls. `age`: so many messages of one's own before the newest. */
type Naming = { readonly names: readonly number[] };
/** People who are in no plan come to a room by the fronts of these devices. */
type Coming = { readonly room: number; readonly ways: readonly string[] };
/** In one of the few threads of a room, which hang on what was said last when they were begun. `isInBoth`: of what is written. */
export type ThreadStep = At &
  Naming & {
    readonly kind: 'in-thread';
    readonly room: number;
    readonly under: number;
    readonly act: 'write' | 'edit' | 'react' | 'mark' | 'follow' | 'unfollow' | 'look';
    readonly isInBoth: boolean;
  };
/** A link to a page of ours; then, after a while, something is done about its preview. */
export type LinkStep = At & {
  readonly kind: 'link';
  readonly room: number;
  readonly later: 'nothing' | 'take-away' | 'edit';
  readonly afterMs: number;
};
export type Step =
  | LinkStep
  | (At & { readonly kind: 'face' })
  /** To those who look away; one of them reads it at once, another one sometimes. */
  | (At & { readonly kind: 'call-away'; readonly isReadBySome: boolean })
  | (At & Naming & { readonly kind: 'send'; readonly room: number; readonly bytes: number })
  | (At & Naming & { readonly kind: 'whisper'; readonly to: number })
  | (At & Naming & { readonly kind: 'edit'; readonly room: number; readonly age: number })
  | (At & { readonly kind: 'mark' | 'pry' | 'burst'; readonly room: number })
  | (At & { readonly kind: 'recall'; readonly room: number; readonly person: number })
  | (At & { readonly kind: 'rename' })
  | (At & {
      readonly kind: 'files';
      readonly room: number;
      readonly files: readonly PlannedFile[];
      readonly isTakenBack: boolean;
    })
  | (At & { readonly kind: 'later'; readonly room: number; readonly inMs: number })
  | (At & { readonly kind: 'arrive'; readonly beside: string })
  | (At & { readonly kind: 'visit'; readonly room: number })
  | (At & { readonly kind: 'overstep'; readonly room: number; readonly owner: number })
  | (At & { readonly kind: 'punish'; readonly room: number; readonly beside: string })
  | (At & Coming & { readonly kind: 'oust' | 'sign-out' | 'close-account' | 'let-in' })
  | ThreadStep
  | (At & { readonly kind: 'short-thread'; readonly room: number; readonly ways: readonly string[] })
  | (At & { readonly kind: 'ending'; readonly ways: readonly string[] })
  | (At & { readonly kind: 'react'; readonly room: number; readonly emoji: string; readonly on: boolean })
  | (At & { readonly kind: 'remove'; readonly room: number; readonly person: number; readonly backAfterMs: number })
  | (At & { readonly kind: 'reload' | 'absence'; readonly forMs: number });

/** `target` picks among what there is, modulo its number. */
export type PlannedFault = {
  readonly at: number;
  readonly name: string;
  readonly target: number;
  readonly forMs: number;
};

/** A backup is killed once so much of it is there. */
export type BackupStage = 'begun' | 'log' | 'people' | 'files';
/** `killAt`: of its attempts, one after the other; what remains is done without. */
export type PlannedBackup = { readonly at: number; readonly killAt: readonly BackupStage[] };

export type FaultChoice = {
  readonly name: string;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly needs?: 'whole';
};

export type PlanOptions = {
  readonly seed: number;
  readonly people: number;
  readonly rooms: number;
  /** Each of them: all kinds are dealt before one comes twice. */
  readonly faultKinds: readonly FaultChoice[];
  readonly faults: number;
  /** From the end of a fault to the next one, about. */
  readonly restMs: number;
  /** Of all people together. */
  readonly sendsPerSecond: number;
  /** So long the end waits for what only a sweep brings about, and does not judge what has not come by then. Left out: until it must have come. */
  readonly patienceMs?: number;
};

const emojis = ['👍', '🎉', '🙂', '❤️'];
const warmUpMs = 1_500;
const overlapChance = 0.2;
/** Own messages that are edited: often the same one again. */
const editedAges = 3;
const accountsOfEachKind = 15;
/** So few that each has many readers and writers. */
const threadsOfRoom = 2;
/** So few that the same bytes are often sent twice. */
const fileContents = 24;

export function makePlan(options: PlanOptions): Plan {
  const random = new SeededRandom(options.seed);
  const fronts = 4;
  const people = Array.from({ length: options.people }, (_, person): PlannedPerson => {
    const name = `p${person}`;
    const device = (suffix: string, kind: 'client' | 'raw'): PlannedDevice => ({
      name: `${name}${suffix}`,
      person,
      kind,
      transport: random.chance(0.15) ? 'polling' : 'websocket',
      front: random.between(0, fronts - 1),
    });
    // Every third has two devices; every fifth is a program of somebody who did not use our client.
    return {
      name,
      devices:
        person % 5 === 4
          ? [device('a', 'raw')]
          : person % 3 === 0
            ? [device('a', 'client'), device('b', 'client')]
            : [device('a', 'client')],
    };
  });
  const everybody = people.map((_, index) => index);
  const rooms = Array.from({ length: options.rooms }, (_, room): PlannedRoom => {
    // One with everybody, others down to two people.
    const size =
      room === 0 ? everybody.length : random.between(2, Math.max(3, Math.ceil(everybody.length / (1 + (room % 3)))));
    return {
      name: `room${room}`,
      visibility: room % 3 === 1 ? 'private' : 'public',
      members: shuffled(random, everybody).slice(0, size),
    };
  });
  rooms.push({
    name: 'group',
    visibility: 'group',
    members: shuffled(random, everybody).slice(0, Math.min(random.between(3, 5), everybody.length - 1)),
  });
  const faults = planFaults(random, options);
  const last = faults.reduce((end, { at, forMs }) => Math.max(end, at + forMs), warmUpMs);
  const durationMs = last + options.restMs;
  return {
    seed: options.seed,
    durationMs,
    people,
    rooms,
    faults,
    backups: planBackups(options.seed, durationMs),
    fronts,
    patienceMs: options.patienceMs,
    steps: planSteps(random, people, rooms, durationMs, options),
  };
}

/** Of a random number of its own: all else stays what the seed made of it before. */
function planBackups(seed: number, durationMs: number): PlannedBackup[] {
  const random = new SeededRandom(seed + 1_000_003);
  const stages = shuffled(random, ['begun', 'log', 'people', 'files'] as const);
  const planned: PlannedBackup[] = [];
  const everyMs = Math.max(5_000, durationMs / 4);
  for (let at = 3_000; at < durationMs - 1_000; at += everyMs * (0.75 + random.next() / 2))
    // The first one is cut off where its logs are there: what goes on has something to go on from.
    planned.push({ at, killAt: planned.length === 0 ? ['log'] : [stages[planned.length % stages.length] ?? 'log'] });
  return planned;
}

function planFaults(random: SeededRandom, { faultKinds, faults, restMs }: PlanOptions): PlannedFault[] {
  const planned: PlannedFault[] = [];
  let deck: FaultChoice[] = [];
  let at = warmUpMs;
  for (let index = 0; index < faults && faultKinds.length > 0; index += 1) {
    if (deck.length === 0) deck = shuffled(random, faultKinds);
    const choice = deck.pop();
    if (!choice) break;
    const forMs = random.between(choice.leastMs, choice.mostMs);
    planned.push({ at, name: choice.name, target: random.between(0, 1_000), forMs });
    // Some begin while the one before is still there.
    at += random.chance(overlapChance) ? Math.round(forMs / 2) : forMs + Math.round(restMs * (0.5 + random.next()));
  }
  return planned;
}

function planSteps(
  random: SeededRandom,
  people: readonly PlannedPerson[],
  rooms: readonly PlannedRoom[],
  durationMs: number,
  { sendsPerSecond }: PlanOptions,
): Step[] {
  const devices = people.flatMap((person) => person.devices);
  const clients = devices.filter(({ kind }) => kind === 'client');
  const steps: Step[] = [];
  const roomOf = (device: PlannedDevice): number | null => {
    const own = rooms.flatMap((room, index) => (room.members.includes(device.person) ? [index] : []));
    return own.length === 0 ? null : random.pick(own);
  };
  // Mostly those who can read it, and sometimes somebody who cannot.
  const namesIn = (members: readonly number[], chance: number): number[] =>
    random.chance(chance)
      ? Array.from({ length: random.between(1, 2) }, () =>
          random.chance(0.85) ? random.pick(members) : random.between(0, people.length - 1),
        )
      : [];
  const membersOf = (room: number): readonly number[] => rooms[room]?.members ?? [];
  const everyMs = 1_000 / sendsPerSecond;
  for (let at = 0; at < durationMs; at += everyMs * (0.5 + random.next())) {
    const device = random.pick(devices);
    if (random.chance(0.15)) {
      const to = random.between(0, Math.min(3, people.length - 1));
      steps.push({ at, device: device.name, kind: 'whisper', to, names: namesIn([to], 0.3) });
      continue;
    }
    const room = roomOf(device);
    if (room === null) continue;
    const bytes = random.chance(0.05) ? random.between(2_000, 7_000) : random.between(20, 120);
    steps.push({ at, device: device.name, kind: 'send', room, bytes, names: namesIn(membersOf(room), 0.25) });
    if (device.kind === 'raw') continue;
    const more = random.next();
    const base = { at: at + random.between(20, 400), device: device.name };
    if (more < 0.2) {
      const names = namesIn(membersOf(room), 0.6);
      steps.push({ ...base, kind: 'edit', room, age: random.between(0, editedAges - 1), names });
    } else if (more < 0.3)
      steps.push({ ...base, kind: 'react', room, emoji: random.pick(emojis), on: random.chance(0.75) });
    else if (more < 0.48) steps.push({ ...base, kind: 'mark', room });
    else if (more < 0.53) steps.push({ ...base, kind: 'rename' });
  }
  for (let at = 800; at < durationMs - 4_000; at += random.between(1_200, 3_000)) {
    const device = random.pick(clients);
    steps.push({
      at,
      device: device.name,
      kind: random.chance(0.5) ? 'reload' : 'absence',
      forMs: random.chance(0.2) ? random.between(3_000, 8_000) : random.between(50, 800),
    });
  }
  const closed = rooms.flatMap((room, index) => (room.visibility === 'private' ? [{ room, index }] : []));
  for (let at = 1_000; at < durationMs - 5_000 && closed.length > 0; at += random.between(2_500, 5_000)) {
    const { room, index } = random.pick(closed);
    const person = random.pick(room.members.slice(1));
    const owner = people[room.members[0] ?? 0]?.devices[0];
    if (owner)
      steps.push({
        at,
        device: owner.name,
        kind: 'remove',
        room: index,
        person,
        backAfterMs: random.between(800, 2_500),
      });
  }
  const hidden = rooms.flatMap((room, index) => (room.visibility === 'public' ? [] : [{ room, index }]));
  for (let at = 500; at < durationMs; at += 700) {
    const { room, index } = random.pick(hidden);
    const outside = devices.filter(({ person }) => !room.members.includes(person));
    if (outside.length > 0) steps.push({ at, device: random.pick(outside).name, kind: 'pry', room: index });
  }
  for (let at = 600; at < durationMs; at += 900) {
    const index = random.between(0, rooms.length - 1);
    const [owner, ...others] = rooms[index]?.members ?? [];
    const plain = clients.filter(({ person }) => others.includes(person));
    if (owner !== undefined && plain.length > 0)
      steps.push({ at, device: random.pick(plain).name, kind: 'overstep', room: index, owner });
  }
  const programs = devices.filter(({ kind }) => kind === 'raw');
  for (let at = 2_000; at < durationMs - 1_000 && programs.length > 0; at += random.between(8_000, 15_000)) {
    const device = random.pick(programs);
    const room = roomOf(device);
    if (room !== null) steps.push({ at, device: device.name, kind: 'burst', room });
  }
  for (let at = 3_000; at < durationMs - 1_000; at += random.between(1_500, 3_000)) {
    const device = random.pick(clients);
    const room = roomOf(device);
    const others = clients.filter(({ person }) => person !== device.person && membersOf(room ?? -1).includes(person));
    if (room !== null && others.length > 0)
      steps.push({ at, device: device.name, kind: 'recall', room, person: random.pick(others).person });
  }
  // The room that is open to everybody.
  for (let at = 700; at < durationMs - 5_000; at += random.between(1_500, 4_000))
    steps.push({ at, device: random.pick(devices).name, kind: 'visit', room: 0 });
  // Somebody writes in a room whose history begins at one's joining, and somebody else comes.
  const [host] = clients;
  for (let at = 1_000; at < durationMs - 4_000 && host; at += random.between(2_500, 4_500))
    steps.push({ at, device: host.name, kind: 'arrive', beside: random.pick(devices).name });
  // Its owner mutes and bans somebody who came in passing.
  const owner = people[rooms[0]?.members[0] ?? 0]?.devices[0];
  for (let at = 1_200; at < durationMs - 6_000 && owner; at += random.between(3_000, 6_000))
    steps.push({ at, device: owner.name, kind: 'punish', room: 0, beside: random.pick(devices).name });
  const ways = (count: number): string[] => Array.from({ length: count }, () => random.pick(devices).name);
  // Somebody with an account comes in passing, and something ends. All of them come from one address, which may sign in so often.
  const accountsMs = Math.max(5_000, Math.round(durationMs / accountsOfEachKind));
  for (const [index, kind] of (['oust', 'sign-out', 'close-account'] as const).entries())
    for (
      let at = 900 + index * 1_500;
      at < durationMs - 6_000 && host;
      at += random.between(accountsMs, 2 * accountsMs)
    )
      steps.push({ at, device: host.name, kind, room: 0, ways: ways(2) });
  for (let at = 1_800; at < durationMs - 6_000 && closed.length > 0; at += random.between(4_000, 7_000)) {
    const { room, index } = random.pick(closed);
    const inviting = people[room.members[0] ?? 0]?.devices[0];
    if (inviting) steps.push({ at, device: inviting.name, kind: 'let-in', room: index, ways: ways(4) });
  }
  for (let at = 400; at < durationMs - 500; at += random.between(300, 1_500)) {
    const device = random.pick(clients);
    const room = roomOf(device);
    const files = Array.from({ length: random.between(1, 3) }, () => ({
      number: random.between(1, fileContents),
      inPieces: random.chance(0.2),
    }));
    const isTakenBack = random.chance(0.3);
    if (room !== null) steps.push({ at, device: device.name, kind: 'files', room, files, isTakenBack });
  }
  // Whoever belongs to a room from which nobody is removed lets the server write there, in a moment or two.
  for (let at = 500; at < durationMs - 1_000; at += random.between(400, 1_200)) {
    const device = random.pick(clients);
    const open = rooms.flatMap(({ visibility, members }, index) =>
      visibility !== 'private' && members.includes(device.person) ? [index] : [],
    );
    if (open.length > 0)
      steps.push({
        ...{ at, device: device.name, kind: 'later', room: random.pick(open) },
        inMs: random.between(100, 6_000),
      });
  }
  planThreads(random, { rooms, devices, clients, durationMs, everyMs }, namesIn, steps);
  planPictures(random, rooms, clients, durationMs, steps);
  // To those who look away: seldom enough that none of a room's backlog is overtaken.
  for (let at = 700; at < durationMs - 3_000 && host; at += random.between(3_000, 5_000))
    steps.push({ at, device: host.name, kind: 'call-away', isReadBySome: random.chance(0.4) });
  return steps.sort((one, other) => one.at - other.at);
}

/** Links, and pictures of oneself. */
function planPictures(
  random: SeededRandom,
  rooms: readonly PlannedRoom[],
  clients: readonly PlannedDevice[],
  durationMs: number,
  steps: Step[],
): void {
  for (let at = 700; at < durationMs - 500; at += random.between(1_000, 2_500)) {
    const device = random.pick(clients);
    const open = rooms.flatMap(({ visibility, members }, index) =>
      visibility !== 'private' && members.includes(device.person) ? [index] : [],
    );
    const later = random.pick(['nothing', 'take-away', 'take-away', 'edit'] as const);
    // Often before anybody has looked it up.
    const afterMs = random.chance(0.5) ? 0 : random.between(200, 2_000);
    if (open.length > 0) steps.push({ at, device: device.name, kind: 'link', room: random.pick(open), later, afterMs });
  }
  for (let at = 1_100; at < durationMs - 500; at += random.between(1_500, 3_500))
    steps.push({ at, device: random.pick(clients).name, kind: 'face' });
}

/** A fifth of what is said is said in threads: edited, marked, followed and let go of there as above; and some threads lose their roots, or end with their room. */
function planThreads(
  random: SeededRandom,
  at: {
    readonly rooms: readonly PlannedRoom[];
    readonly devices: readonly PlannedDevice[];
    readonly clients: readonly PlannedDevice[];
    readonly durationMs: number;
    readonly everyMs: number;
  },
  namesIn: (members: readonly number[], chance: number) => number[],
  steps: Step[],
): void {
  const { rooms, devices, clients, durationMs, everyMs } = at;
  const placeOf = (device: PlannedDevice): number | null => {
    const own = rooms.flatMap(({ members }, index) => (members.includes(device.person) ? [index] : []));
    return own.length === 0 ? null : random.pick(own);
  };
  const acts = ['edit', 'edit', 'react', 'mark', 'mark', 'follow', 'unfollow', 'look'] as const;
  for (let now = 900; now < durationMs - 300; now += 4 * everyMs * (0.5 + random.next())) {
    const device = random.pick(devices);
    const room = placeOf(device);
    if (room === null) continue;
    const members = rooms[room]?.members ?? [];
    const base = { device: device.name, kind: 'in-thread', room, under: random.between(0, threadsOfRoom - 1) } as const;
    const isInBoth = random.chance(0.25);
    steps.push({ ...base, at: now, act: 'write', names: namesIn(members, 0.25), isInBoth });
    if (device.kind === 'raw' || random.chance(0.4)) continue;
    const act = random.pick(acts);
    // By long-polling one looks at little at a time.
    if (act === 'look' && device.transport === 'polling') continue;
    const names = namesIn(members, 0.5);
    steps.push({ ...base, at: now + random.between(20, 600), act, names, isInBoth: false });
  }
  const ofPerson = (person: number | undefined): PlannedDevice | undefined =>
    clients.find((device) => device.person === person);
  for (let now = 1_500; now < durationMs - 3_000; now += random.between(2_500, 5_000)) {
    const index = random.between(0, rooms.length - 1);
    // From the others nobody is removed.
    if (rooms[index]?.visibility === 'private') continue;
    const inside = shuffled(random, rooms[index]?.members ?? []).flatMap((person) => ofPerson(person) ?? []);
    const [host, ...others] = inside;
    if (host && others.length > 0)
      steps.push({
        ...{ at: now, device: host.name, kind: 'short-thread', room: index },
        ways: others.slice(0, 2).map(({ name }) => name),
      });
  }
  for (let now = 2_200; now < durationMs - 5_000 && clients.length > 1; now += random.between(8_000, 14_000)) {
    const [host, other] = shuffled(random, clients);
    if (host && other && host.person !== other.person)
      steps.push({ at: now, device: host.name, kind: 'ending', ways: [other.name] });
  }
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  const left = [...items];
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = random.between(0, index);
    [left[index], left[other]] = [left[other] as Item, left[index] as Item];
  }
  return left;
}
