import { Person, freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';

/** A person of a kept data set: her name is unique in it, her token is her session. */
export type KeptPerson = { readonly name: string; readonly token: string };

/** What one person sees: her inbox, and of each conversation all of its history and its members. What may differ from one look to the next is left out. */
export type Seen = {
  readonly inbox: readonly Answer[];
  readonly histories: Readonly<Record<string, readonly Answer[]>>;
  readonly members: Readonly<Record<string, readonly Answer[]>>;
};

const ids = (count: number, stem: string): string[] => Array.from({ length: count }, (_, n) => `${stem}-${n + 1}`);

async function ok(person: Person, event: string, payload: object): Promise<Answer> {
  const answer = await person.askPatiently(event, payload);
  if (!answer.ok) throw new Error(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Three people use everything that a server of this version keeps. Answers who they are. */
export async function tellStory(url: string): Promise<readonly KeptPerson[]> {
  const people = new Map<string, Person & { token: string; id: string }>();
  for (const [name, displayName] of [
    ['ada', 'Ada Lovelace'],
    ['小明', '小明'],
    ['ben', 'Ben 🐦'],
  ] as const) {
    const person = new Person(url);
    const joined = await ok(person, 'user:join', { username: freshName(name), displayName });
    people.set(
      name,
      Object.assign(person, { token: joined['session'].token as string, id: joined['user'].id as string }),
    );
  }
  const [ada, ming, ben] = [...people.values()];
  if (!ada || !ming || !ben) throw new Error('nobody is there');

  const room = (await ok(ada, 'room:create', { name: freshName('Kept 频道'), topic: 'What was said here stays.' }))[
    'room'
  ].id as string;
  await ok(ming, 'room:join', { room });
  for (const clientId of ids(8, 'ada'))
    await ok(ada, 'message:room', { room, content: `**Message** ${clientId} — 你好`, clientId });
  await ok(ming, 'message:room', {
    room,
    content: `@${(await ok(ada, 'inbox:list', {}))['entries'][0].room.name.slice(0, 1)} 回复`,
    clientId: 'ming-1',
    replyTo: 3,
  });
  await ok(ada, 'message:edit', { conversation: room, seq: 2, content: 'It was edited.' });
  await ok(ada, 'message:delete', { conversation: room, seq: 4 });
  await ok(ming, 'message:react', { conversation: room, seq: 1, emoji: '👍', on: true });
  await ok(ada, 'message:react', { conversation: room, seq: 1, emoji: '👍', on: true });
  await ok(ada, 'message:react', { conversation: room, seq: 1, emoji: '🎉', on: true });
  await ok(ada, 'message:react', { conversation: room, seq: 1, emoji: '🎉', on: false });
  await ok(ada, 'room:edit', { room, topic: 'A topic that was changed.' });
  await ok(ming, 'read:mark', { conversation: room, seq: 5, back: true });

  const hidden = (await ok(ben, 'room:create', { name: 'Kept in private', visibility: 'private' }))['room']
    .id as string;
  await ok(ben, 'message:room', { room: hidden, content: 'Only for those who are asked in.', clientId: 'ben-1' });
  await ok(ben, 'room:invite', { room: hidden, user: ada.id });
  await ok(ben, 'room:invite', { room: hidden, user: ming.id });
  await ok(ming, 'room:join', { room: hidden });

  await ok(ada, 'message:private', { to: ben.id, content: 'Hello Ben', clientId: 'direct-1' });
  await ok(ben, 'message:private', { to: ada.id, content: 'Hello Ada', clientId: 'direct-2' });
  await ok(ming, 'message:private', { to: ming.id, content: '给自己的便条', clientId: 'note-1' });

  const left = (await ok(ben, 'room:create', { name: freshName('Left again') }))['room'].id as string;
  await ok(ada, 'room:join', { room: left });
  await ok(ada, 'room:leave', { room: left });

  for (const person of people.values()) person.leave();
  return [...people].map(([name, { token }]) => ({ name, token }));
}

/** All that each of them sees now. */
export async function look(url: string, people: readonly KeptPerson[]): Promise<Readonly<Record<string, Seen>>> {
  const seen: Record<string, Seen> = {};
  for (const { name, token } of people) {
    const person = new Person(url, { token });
    try {
      const { entries } = await ok(person, 'inbox:list', {});
      const histories: Record<string, Answer[]> = {};
      const members: Record<string, Answer[]> = {};
      for (const entry of entries as Answer[]) {
        if (entry['invited']) continue;
        const conversation = entry['conversation'] as string;
        histories[conversation] = (await ok(person, 'history:fetch', { conversation, after: 0, limit: 100 }))[
          'messages'
        ];
        if (entry['kind'] === 'room')
          members[conversation] = ((await ok(person, 'room:members', { conversation }))['members'] as Answer[]).map(
            (member) => ({ ...member, online: false }),
          );
      }
      const inbox = (entries as Answer[])
        .map((entry) => ({ ...entry, ...(entry['room'] ? { room: { ...entry['room'], online: 0 } } : {}) }) as Answer)
        .sort((a, b) => (String(a['conversation']) < String(b['conversation']) ? -1 : 1));
      seen[name] = { inbox, histories, members };
    } finally {
      person.leave();
    }
  }
  return seen;
}

/**
 * What was kept goes on: a repeat of what was sent then is known, and what is said now gets the next number. Throws where not.
 */
export async function goOn(
  url: string,
  people: readonly KeptPerson[],
  seen: Readonly<Record<string, Seen>>,
): Promise<void> {
  const [{ name, token } = { name: '', token: '' }] = people;
  const entry = seen[name]?.inbox.find((one) => one['kind'] === 'room' && !one['invited']);
  if (!entry) throw new Error(`${name} is in no room`);
  const room = entry['conversation'] as string;
  const person = new Person(url, { token });
  try {
    const before = entry['head'].seq as number;
    const repeated = await ok(person, 'message:room', { room, content: 'something else', clientId: 'ada-1' });
    if (!repeated['duplicate'] || repeated['seq'] !== 1)
      throw new Error(`a repeat was not known: ${JSON.stringify(repeated)}`);
    const next = await ok(person, 'message:room', { room, content: 'It goes on.', clientId: 'after-1' });
    if (next['seq'] !== before + 1) throw new Error(`the next number is ${String(next['seq'])} and not ${before + 1}`);
    await callsBack(url, person, room, people, seen);
  } finally {
    person.leave();
  }
}

/** An edit of what was said then calls another member, who had read it then. Throws where not. [LOG-17] */
async function callsBack(
  url: string,
  author: Person,
  room: string,
  people: readonly KeptPerson[],
  seen: Readonly<Record<string, Seen>>,
): Promise<void> {
  for (const { name, token } of people) {
    const read = seen[name]?.inbox.find((one) => one['conversation'] === room)?.['read'] as number | undefined;
    const mine = seen[name]?.histories[room]?.find(({ seq }) => seq === 2)?.['user'].id as string | undefined;
    const user = seen[name]?.members[room]?.map((member) => member['user']).find(({ id }) => id !== mine);
    const reader = new Person(url, { token });
    try {
      const me = (await reader.hears('server:hello'))['user'];
      if (read === undefined || me.id !== user?.id) continue;
      await ok(author, 'message:edit', { conversation: room, seq: 2, content: `@${String(user.username)}, look` });
      const { entries } = await ok(reader, 'inbox:list', {});
      const called = (entries as Answer[]).find((one) => one['conversation'] === room)?.['calledLate'] as unknown;
      if (read < 2 || called !== 1) throw new Error(`who had read up to ${read} was called ${String(called)} times`);
      return;
    } finally {
      reader.leave();
    }
  }
  throw new Error('nobody else is in the room');
}

/**
 * A guest of then becomes an account of now: her session counts, she keeps her conversations, and signs in with her password. Throws where not.
 */
export async function becomeAccount(url: string, { name, token }: KeptPerson, seen: Seen | undefined): Promise<void> {
  const asks = async (path: string, body: object | null, as: string): Promise<Answer> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      ...(as === '' ? {} : { headers: { authorization: `Bearer ${as}` } }),
    });
    const answer = (await response.json()) as Answer;
    if (!answer.ok) throw new Error(`${name}: ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const devices = (await asks('sessions', null, token))['sessions'] as Answer[];
  if (devices.length !== 1) throw new Error(`${name} has ${devices.length} sessions`);
  const { user } = await asks('call/profile:set', {}, token);
  const account = { username: user.username as string, password: 'a password of now' };
  await asks('accounts', account, token);
  const { session } = await asks('sessions', account, '');
  const { entries } = await asks('call/inbox:list', {}, session.token as string);
  const idsOf = (lines: readonly Answer[]): string =>
    lines
      .map((line) => String(line['conversation']))
      .sort()
      .join();
  if (idsOf(entries as Answer[]) !== idsOf(seen?.inbox ?? [])) throw new Error(`${name} has lost a conversation`);
}
