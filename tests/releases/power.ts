import { freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { ask, bearer, newAccount, password, signIn } from '../behaviour/account-program.ts';
import { call } from '../behaviour/http-program.ts';

type Somebody = { readonly id: string; readonly username: string; readonly token: string };

/** Who was given power over whom, and what was made with it. Kept since 0.4.0. */
export type Powers = {
  readonly owner: Somebody;
  readonly moderator: Somebody;
  readonly muted: Somebody;
  readonly banned: Somebody;
  readonly deactivated: Somebody;
  /** A guest who blocks the moderator. */
  readonly guest: Somebody;
  readonly room: string;
  readonly group: string;
  /** Of an invitation into a private room that one more may use, and of one that is used up. */
  readonly code: string;
  readonly spent: string;
  readonly privateRoom: string;
  readonly seen: Answer;
};

async function ok(url: string, person: Somebody, event: string, payload: object): Promise<Answer> {
  const { answer } = await call(url, event, payload, person.token);
  if (!answer.ok) throw new Error(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Without what a room's new rules leave on Redis: it is written by a task, which may have its turn before the look or after it. */
export const recordsInTime = (records: readonly Answer[]): readonly Answer[] =>
  records.filter(({ act, after }) => !(act === 'room:edit' && after?.history !== undefined));

/** `setupUrl`: the link for the first owner. */
export async function tellPower(url: string, setupUrl: string): Promise<Powers> {
  const token = new URL(setupUrl.trim()).hash.slice(1);
  const first = freshName('owner');
  const { answer } = await ask(url, 'POST', 'setup', { token, username: first, password });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  const owner = { id: answer['user'].id as string, username: first, token: answer['session'].token as string };
  const account = async (stem: string): Promise<Somebody> => {
    const made = await newAccount(url, stem);
    return { id: made.me['id'] as string, username: made.username, token: made.token };
  };
  const moderator = await account('moderator');
  const muted = await account('muted');
  const banned = await account('banned');
  const deactivated = await account('deactivated');
  const joined = await call(url, 'user:join', { username: freshName('guest') });
  const guest = {
    id: joined.answer['user'].id as string,
    username: joined.answer['user'].username as string,
    token: joined.answer['session'].token as string,
  };
  const as = (person: Somebody, event: string, payload: object) => ok(url, person, event, payload);

  const room = (await as(owner, 'room:create', { name: freshName('Ruled 频道') }))['room'].id as string;
  for (const person of [moderator, muted, banned, deactivated, guest]) await as(person, 'room:join', { room });
  await as(deactivated, 'message:room', { room, content: 'I am here no longer.', clientId: 'last-1' });
  await as(muted, 'message:room', { room, content: 'Too loud.', clientId: 'loud-1' });
  await as(owner, 'room:role', { room, user: moderator.id, role: 'moderator' });
  await as(owner, 'room:edit', { room, rights: { react: 'moderator' }, slowModeMs: 1_000 });
  await as(moderator, 'room:mute', { room, user: muted.id, until: Date.now() + 30 * 86_400_000, reason: 'loud' });
  await as(moderator, 'room:ban', { room, user: banned.id, reason: 'worse' });
  await as(guest, 'report:create', { conversation: room, seq: 2, reason: 'It hurts.' });
  await as(owner, 'admin:person', { user: deactivated.id, deactivated: true });
  await as(owner, 'admin:settings', { name: 'Kept 服务器', roomCreation: 'member' });
  await as(guest, 'user:block', { user: moderator.id, on: true });
  await as(muted, 'settings:set', { directFrom: 'rooms', language: 'zh-CN' });
  await as(muted, 'profile:set', { status: { emoji: '🌴', text: 'away' } });

  const hidden = await as(owner, 'room:create', { name: 'Kept since joining', visibility: 'private' });
  const privateRoom = hidden['room'].id as string;
  await as(owner, 'room:edit', { room: privateRoom, history: 'since-join' });
  await as(owner, 'message:room', { room: privateRoom, content: 'Before anybody came.', clientId: 'before-1' });
  const codeOf = async (uses: number): Promise<string> =>
    (await as(owner, 'invite:create', { room: privateRoom, uses }))['invite'].code as string;
  const [code, spent] = [await codeOf(2), await codeOf(1)];
  await as(muted, 'invite:accept', { code });
  await as(moderator, 'invite:accept', { code: spent });
  await as(owner, 'message:room', { room: privateRoom, content: 'After they came.', clientId: 'after-they-came' });

  const opened = await as(owner, 'direct:open', { users: [moderator.id, muted.id] });
  const group = opened['conversation'] as string;
  await as(muted, 'message:room', { conversation: group, content: 'Three of us.', clientId: 'group-1' });

  const powers = { owner, moderator, muted, banned, deactivated, guest, room, group, code, spent, privateRoom };
  return { ...powers, seen: await lookAtPower(url, powers) };
}

/** What those who have power see, and the others of them. What differs from one look to the next is left out. */
export async function lookAtPower(url: string, powers: Omit<Powers, 'seen'>): Promise<Answer> {
  const { owner, moderator, muted, banned, deactivated, guest, room, group, privateRoom } = powers;
  const as = (person: Somebody, event: string, payload: object) => ok(url, person, event, payload);
  const entryOf = async (person: Somebody, conversation: string): Promise<Answer> => {
    const { entries } = await as(person, 'inbox:list', {});
    const { room: of, ...entry } = (entries as Answer[]).find((one) => one['conversation'] === conversation) as Answer;
    return { ...entry, ...(of ? { room: { ...of, online: 0 } } : {}) } as Answer;
  };
  const messages = async (person: Somebody, conversation: string): Promise<unknown> =>
    (await as(person, 'history:fetch', { conversation, after: 0 }))['messages'];
  return {
    ok: true,
    settings: (await as(owner, 'admin:settings', {}))['settings'],
    people: (
      await as(owner, 'people:look', {
        users: [owner, moderator, muted, banned, deactivated, guest].map(({ id }) => id),
      })
    )['users'],
    bans: (await as(moderator, 'room:bans', { room }))['bans'],
    reports: (await as(moderator, 'reports:list', { conversation: room }))['reports'],
    records: recordsInTime((await as(owner, 'audit:list', {}))['records']),
    own: (await as(muted, 'settings:get', {}))['settings'],
    entries: [await entryOf(moderator, room), await entryOf(muted, room), await entryOf(muted, group)],
    said: [await messages(guest, room), await messages(muted, privateRoom), await messages(owner, group)],
  };
}

/** What was decided then holds now, and passwords still open. Throws where not. */
export async function powerHolds(url: string, powers: Powers): Promise<void> {
  const { owner, moderator, muted, banned, deactivated, guest, room, code, spent, privateRoom } = powers;
  const refused = async (person: Somebody, event: string, payload: object, wanted: string): Promise<void> => {
    const { answer } = await call(url, event, payload, person.token);
    const said = answer.ok ? 'ok' : String(answer['error'].code);
    if (said !== wanted) throw new Error(`${event} of ${person.username} was ${said} and not ${wanted}`);
  };
  await refused(muted, 'message:room', { room, content: 'still loud', clientId: 'loud-2' }, 'forbidden');
  await refused(banned, 'room:join', { room }, 'forbidden');
  await refused(deactivated, 'inbox:list', {}, 'unauthorized');
  await refused(guest, 'room:create', { name: freshName('not hers') }, 'forbidden');
  await refused(guest, 'message:react', { conversation: room, seq: 1, emoji: '👍', on: true }, 'forbidden');
  await refused(moderator, 'message:private', { to: guest.id, content: 'hello?', clientId: 'no-1' }, 'not_found');
  await refused(guest, 'invite:accept', { code: spent }, 'not_found');
  await refused(guest, 'invite:accept', { code }, 'ok');
  await refused(banned, 'invite:accept', { code }, 'not_found');
  await refused(guest, 'message:room', { room: privateRoom, content: 'I came later.', clientId: 'later-1' }, 'ok');
  for (const [{ username }, status] of [
    [owner, 201],
    [moderator, 201],
    [deactivated, 401],
  ] as const) {
    const signed = await signIn(url, username);
    if (signed.status !== status) throw new Error(`${username} signed in with ${signed.status} and not ${status}`);
  }
  const { answer } = await ask(url, 'GET', 'sessions', undefined, bearer(owner.token));
  if ((answer['sessions'] as Answer[]).length !== 2) throw new Error(`sessions of ${owner.username}: 2 are wanted`);
}
