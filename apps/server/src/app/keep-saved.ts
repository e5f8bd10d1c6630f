import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { unreadableCursor } from '../domain/unreadable-cursor.ts';
import type { KeptThing } from '../ports/kept.ts';
import type { Actor } from './actor.ts';
import { mustBeNear } from './ahead.ts';
import { placeOfSaved, savedIn, savedKey, toSaved } from '../delivery/kept-things.ts';
import type { SavedThing } from '../delivery/kept-things.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

/** Two devices at once: so often the later one looks again at what the other one has written. */
const tries = 5;

export async function setSaved(
  ports: Pick<Ports, 'kept' | 'log' | 'clock'>,
  { user }: Actor,
  request: RequestOf<'saved:set'>,
): Promise<AnswerOf<'saved:set'>> {
  const { conversation, seq, on, remindAt } = request;
  const key = savedKey(conversation, seq);
  if (!on) {
    await ports.kept.drop(user.id, 'saved', key, {});
    return {};
  }
  if (typeof remindAt === 'number') mustBeNear(ports, remindAt, 'remindAt');
  const page = await ports.log.page({ conversation, reader: user.id, after: seq - 1, limit: 1 });
  if (page.status === 'refused') throw refuse(page);
  const message = page.messages.find((one) => one.seq === seq);
  if (!message || message.deleted) throw notFound('seq');
  for (let left = tries; left > 0; left -= 1) {
    const before = await ports.kept.find(user.id, 'saved', key);
    const now = changed(before ? savedIn(before) : { at: ports.clock.now() }, request);
    const thing = { kind: 'saved', key, json: JSON.stringify(now), dueAt: dueAtOf(now) } as const;
    const outcome = await ports.kept.put(user.id, thing, { most: limits.savedMessages, expected: before?.rev ?? 0 });
    if (outcome.status === 'kept') return {};
    if (outcome.status === 'too-many')
      throw new ChatError('too_large', {
        message: `You have saved ${limits.savedMessages} messages: take some off the list first.`,
      });
  }
  throw new ChatError('unavailable');
}

/** What is done needs no reminder. */
const dueAtOf = ({ remindAt, reminded, done }: SavedThing): number | null =>
  remindAt === undefined || reminded || done ? null : remindAt;

function changed(before: SavedThing, { remindAt, done }: RequestOf<'saved:set'>): SavedThing {
  const now = { ...before };
  if (remindAt !== undefined) {
    now.remindAt = remindAt ?? undefined;
    now.reminded = undefined;
  }
  if (done !== undefined) now.done = done ? true : undefined;
  return now;
}

/** The reminder has come: it is told once, also where several nodes look at the same time. [KEEP-4] */
export async function remind(
  { kept }: Pick<Ports, 'kept'>,
  user: Actor['user']['id'],
  thing: KeptThing,
): Promise<void> {
  await kept.put(
    user,
    { kind: 'saved', key: thing.key, json: JSON.stringify({ ...savedIn(thing), reminded: true }), dueAt: null },
    { most: limits.savedMessages, expected: thing.rev, told: { isDue: true } },
  );
}

export async function listSaved(
  ports: Pick<Ports, 'kept' | 'log' | 'profiles'>,
  { user }: Actor,
  request: RequestOf<'saved:list'>,
): Promise<AnswerOf<'saved:list'>> {
  const limit = Math.min(request.limit ?? limits.joinMessages, limits.joinMessages);
  const after = request.cursor === undefined ? null : rankOfCursor(request.cursor);
  const all = (await ports.kept.list(user.id, 'saved'))
    .map((thing) => ({ thing, rank: rankOf(thing) }))
    .filter(({ rank }) => after === null || rank < after)
    .sort((one, other) => (one.rank < other.rank ? 1 : -1));
  const page = all.slice(0, limit);
  const shown = await Promise.all(page.map(({ thing }) => toSaved(ports, user.id, thing)));
  return {
    saved: shown.filter((one) => one !== null),
    next: all.length > limit ? (page.at(-1)?.rank ?? null) : null,
  };
}

/** Its place in the list, which nothing that is changed of it moves: when it was saved (16 digits), and which it is. */
function rankOf(thing: KeptThing): string {
  const { conversation, seq } = placeOfSaved(thing.key);
  return `${String(savedIn(thing).at).padStart(16, '0')}.${conversation}.${seq}`;
}

function rankOfCursor(cursor: string): string {
  if (!/^\d{16}\.[\w-]+\.\d+$/.test(cursor)) throw unreadableCursor();
  return cursor;
}
