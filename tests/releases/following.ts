import { Person, freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { call } from '../behaviour/http-program.ts';
import type { Powers } from './power.ts';

type Somebody = Powers['owner'];

/** What was said in a thread, pinned, saved, asked, and meant for later. Kept since 0.6.0. */
export type Following = {
  readonly author: Somebody;
  readonly reader: Somebody;
  readonly room: string;
  readonly thread: string;
  readonly seen: Answer;
};

async function ok(url: string, person: Somebody, event: string, payload: object): Promise<Answer> {
  const { answer } = await call(url, event, payload, person.token);
  if (!answer.ok) throw new Error(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`);
  return answer;
}

/** As far ahead as all of it may be meant for, ms. */
const farAwayMs = 300 * 24 * 3_600_000;

export async function tellFollowing(url: string, { owner, moderator }: Powers): Promise<Following> {
  const [author, reader] = [owner, moderator];
  const as = (person: Somebody, event: string, payload: object) => ok(url, person, event, payload);
  const { room: made } = await as(author, 'room:create', { name: freshName('Kept 讨论'), visibility: 'private' });
  const room = made.id as string;
  await as(author, 'room:invite', { room, user: reader.id });
  await as(reader, 'room:join', { room });
  const farAway = Date.now() + farAwayMs;
  let said = 0;
  const say = (person: Somebody, conversation: string, content: string, more: object = {}) =>
    as(person, 'message:room', { conversation, content, clientId: `said-${(said += 1)}`, ...more });
  const { seq: root } = await say(author, room, 'A keepsake to talk about. 值得讨论的纪念品。');
  const person = new Person(url, { token: reader.token });
  const { thread } = (await person.askPatiently('thread:open', { conversation: room, seq: root })) as Answer;
  person.leave();
  await say(reader, thread, 'The first reply.');
  const { seq: second } = await say(author, thread, 'A reply that everybody is to see.', { alsoInParent: true });
  await as(author, 'message:edit', { conversation: thread, seq: second, content: 'A reply that everybody sees.' });
  await as(reader, 'message:react', { conversation: thread, seq: second, emoji: '👍', on: true });
  await as(author, 'message:edit', { conversation: room, seq: root, content: 'A keepsake. 值得讨论的纪念品。' });
  await as(author, 'pin:set', { conversation: room, seq: root, on: true });
  const poll = { question: 'Which one?', options: ['This', '那个', 'None'], clientId: 'poll-1' };
  const { seq: asked } = await as(author, 'poll:create', { conversation: room, ...poll });
  await as(reader, 'poll:vote', { conversation: room, seq: asked, options: [1] });
  await as(reader, 'saved:set', { conversation: room, seq: root, on: true, remindAt: farAway });
  await as(reader, 'saved:set', { conversation: thread, seq: second, on: true });
  await as(reader, 'draft:set', { conversation: room, content: 'begun and not sent' });
  const later = { conversation: room, content: 'Good morning.', sendAt: farAway, clientId: 'later-1' };
  await as(reader, 'later:add', later);
  await as(reader, 'notify:set', { conversation: room, level: 'mentions', mutedUntil: farAway });
  await as(reader, 'settings:set', { quietHours: { from: '22:00', to: '07:30', zone: 'Asia/Shanghai' } });
  const following = { author, reader, room, thread: thread as string };
  return { ...following, seen: await lookAtFollowing(url, following) };
}

/** What the reader has of it. */
export async function lookAtFollowing(url: string, following: Omit<Following, 'seen'>): Promise<Answer> {
  const { reader, room, thread } = following;
  const as = (event: string, payload: object) => ok(url, reader, event, payload);
  const { entries, threads } = await as('inbox:list', {});
  const lines = [...(entries as Answer[]), ...((threads ?? []) as Answer[])];
  return {
    ok: true,
    lines: lines.filter(({ conversation }) => conversation === room || conversation === thread),
    said: (await as('history:fetch', { conversation: room, after: 0 }))['messages'],
    replied: (await as('history:fetch', { conversation: thread, after: 0 }))['messages'],
    pinned: (await as('pins:list', { conversation: room }))['messages'],
    versions: (await as('message:edits', { conversation: thread, seq: 2 }))['versions'],
    saved: (await as('saved:list', {}))['saved'],
    drafts: (await as('drafts:list', {}))['drafts'],
    later: (await as('later:list', {}))['items'],
    settings: (await as('settings:get', {}))['settings'],
    found: await found(url, following),
  };
}

/** Where a word of it is found, once the index has been made. */
async function found(url: string, { reader, room }: Omit<Following, 'seen'>): Promise<readonly unknown[]> {
  for (let look = 0; look < 300; look += 1) {
    const { hits, incomplete } = await ok(url, reader, 'search:messages', { query: '纪念品', conversation: room });
    if (!incomplete && (hits as Answer[]).length > 0)
      return (hits as Answer[]).map(({ message, ranges }) => [message.seq, ranges] as const);
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('nothing is found');
}

/** The thread goes on, and the poll is counted once more. Throws where not. */
export async function followingHolds(url: string, { author, reader, room, thread }: Following): Promise<void> {
  const { seq } = await ok(url, author, 'message:room', {
    conversation: thread,
    content: 'It goes on.',
    clientId: 'on-1',
  });
  if (seq !== 3) throw new Error(`the thread went on at ${String(seq)}`);
  const { messages } = await ok(url, reader, 'history:fetch', { conversation: room, after: 0 });
  const [root, asked] = ['thread', 'poll'].map((part) => (messages as Answer[]).find((message) => message[part]));
  if (root?.['thread'].replies !== 3) throw new Error(`the root says ${JSON.stringify(root?.['thread'])}`);
  await ok(url, author, 'poll:vote', { conversation: room, seq: asked?.['seq'] as number, options: [1] });
  const after = await ok(url, reader, 'history:fetch', { conversation: room, after: (asked?.['seq'] as number) - 1 });
  const [poll] = after['messages'] as Answer[];
  if (poll?.['poll'].options[1].count !== 2) throw new Error(`the poll says ${JSON.stringify(poll)}`);
  const { items } = await ok(url, reader, 'later:list', {});
  await ok(url, reader, 'later:cancel', { id: (items as Answer[])[0]?.['id'] as string });
}
