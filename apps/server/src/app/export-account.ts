import { ChatError, limits } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { toWireMessage, peopleIn } from '../domain/log.ts';
import { keptKinds } from '../ports/kept.ts';
import type { Actor } from './actor.ts';
import { listInbox } from './list-inbox.ts';
import { listPasskeys } from './manage-passkeys.ts';
import { listSessions } from './manage-sessions.ts';
import { secondFactorOf } from './manage-second-factor.ts';
import type { Ports } from './ports.ts';

type Exporting = Parameters<typeof listInbox>[0] &
  Parameters<typeof listSessions>[0] &
  Parameters<typeof secondFactorOf>[0] &
  Pick<Ports, 'log' | 'passkeys' | 'kept'>;

/** A file of an export. Its text is made piece by piece as it is read, so that none of it is held. */
export type ExportedFile = { readonly name: string; readonly text: () => AsyncIterable<string> };

/**
 * All that the server keeps of somebody: who she is, how she signs in, her devices and conversations, and her own messages where she belongs. Lists have a
 * JSON value in each line. Passwords, secrets and others' messages are not in it. [FAC-8]
 */
export const exportedFiles = (ports: Exporting, actor: Actor): readonly ExportedFile[] => [
  { name: 'profile.json', text: () => profile(ports, actor) },
  { name: 'sessions.jsonl', text: () => lines(sessions(ports, actor)) },
  { name: 'conversations.jsonl', text: () => lines(conversations(ports, actor)) },
  { name: 'kept.jsonl', text: () => lines(kept(ports, actor)) },
  { name: 'messages.jsonl', text: () => lines(messages(ports, actor)) },
];

async function* profile(ports: Exporting, actor: Actor): AsyncGenerator<string> {
  const [[user], secondFactor, { passkeys }] = await Promise.all([
    ports.people.users([actor.user.id]),
    secondFactorOf(ports, actor),
    listPasskeys(ports, actor),
  ]);
  yield `${JSON.stringify({ user, secondFactor, passkeys }, null, 2)}\n`;
}

async function* lines(values: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`;
}

async function* sessions(ports: Exporting, actor: Actor): AsyncGenerator<object> {
  yield* (await listSessions(ports, actor)).sessions;
}

async function* conversations(ports: Exporting, actor: Actor): AsyncGenerator<object> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await listInbox(ports, actor, cursor === undefined ? {} : { cursor });
    yield* page.entries.map(({ last: _last, ...entry }) => entry);
    cursor = page.next;
  }
}

/** Without what others could push with, or know a session by. */
function shown(json: string): object {
  const { keys: _keys, session: _session, ...rest } = JSON.parse(json) as Record<string, unknown>;
  return rest;
}

/** What she keeps for herself, of each kind the latest first. */
async function* kept({ kept: port }: Exporting, { user }: Actor): AsyncGenerator<object> {
  for (const kind of keptKinds.filter((one) => one !== 'digest'))
    for (const { key, json } of await port.list(user.id, kind)) yield { kind, key, ...shown(json) };
}

/** Oldest first in each conversation, and then in each of its threads. Of whatever she may not read any more, nothing. */
async function* messages(ports: Exporting, actor: Actor): AsyncGenerator<object> {
  const { conversations: belonging } = await ports.users.conversations(actor.user.id);
  for (const conversation of belonging) {
    yield* messagesIn(ports, actor, conversation);
    for (let mark = 0, isMore = true; isMore;) {
      const found = await ports.log.threads(conversation, mark, limits.historyPage);
      for (const { thread } of found.changed) yield* messagesIn(ports, actor, thread.id);
      ({ mark, isMore } = found);
    }
  }
}

async function* messagesIn(
  { log, profiles }: Exporting,
  { user }: Actor,
  conversation: ConversationId,
): AsyncGenerator<object> {
  for (let after: number | null = 0; after !== null;) {
    const page = await log.page({ conversation, reader: user.id, after, limit: limits.historyPage });
    if (page.status === 'refused') break;
    const own = page.messages.filter(({ author }) => author === user.id);
    const who = await profiles.whoAre(peopleIn(own, page.state.facts));
    yield* own.map((message) => toWireMessage(message, page.state.facts, who));
    after = page.hasMore ? (page.messages.at(-1)?.seq ?? null) : null;
  }
}

/** At once on a node. Each reads as fast as it is taken. */
const mostAtOnce = 4;

/** Lets few exports run at once, and one of a person. */
export class ExportTurns {
  readonly #running = new Set<string>();

  /** Throws `rate_limited` or `unavailable`. `end` is to be called when it is over. */
  begin({ user }: Actor): { readonly end: () => void } {
    if (this.#running.has(user.id))
      throw new ChatError('rate_limited', { message: 'Your export is being made: wait for it.', retryAfterMs: 10_000 });
    if (this.#running.size >= mostAtOnce) throw new ChatError('unavailable', { retryAfterMs: 10_000 });
    this.#running.add(user.id);
    return { end: () => void this.#running.delete(user.id) };
  }
}
