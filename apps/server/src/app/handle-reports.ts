import { ChatError, isRoomId, limits } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf } from '@rookery/protocol';
import { placeFacts } from '../domain/conversation.ts';
import { forwardedIn } from '../domain/part.ts';
import type { Part } from '../domain/part.ts';
import { newWord } from '../domain/new-id.ts';
import { may, rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import { forbidden, refusalOf } from '../domain/log.ts';
import { readThreadId } from '../domain/thread-id.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

/** What it takes in a room to see what was reported there. */
const moderates: Rights = rightsOf('delete_any');
/** After so long somebody has closed one, perhaps. */
const laterMs = 3_600_000;

type Moderating = Pick<Ports, 'reports' | 'membership' | 'profiles'>;

export async function reportMessage(
  { log, reports, clock }: Pick<Ports, 'log' | 'reports' | 'clock'>,
  { user }: Actor,
  { conversation, seq, reason }: RequestOf<'report:create'>,
): Promise<AnswerOf<'report:create'>> {
  const page = await log.page({ conversation, reader: user.id, after: seq - 1, limit: 1 });
  if (page.status === 'refused') throw refuse(page);
  const [message] = page.messages;
  if (message?.seq !== seq || message.content === undefined) throw notFound('seq');
  const place = placeFacts(page.state.facts);
  const outcome = await reports.file({
    ...{ id: newWord(), conversation, seq, reason, by: user.id, at: clock.now() },
    ...(place.kind === 'room' ? { room: place.name } : {}),
    message: { author: message.author, content: wordsOf(message.content, message.parts), at: message.at },
  });
  if (outcome === 'too-many')
    throw new ChatError('rate_limited', {
      message: 'Too many reports wait to be looked at: try again later.',
      retryAfterMs: laterMs,
    });
  return {};
}

/** What it says, and what it brings from elsewhere. */
const wordsOf = (content: string, parts: readonly Part[] | undefined): string =>
  [content, forwardedIn(parts)?.content ?? ''].filter((words) => words !== '').join('\n');

export async function listReports(
  ports: Moderating,
  actor: Actor,
  { conversation, cursor, limit = limits.listPage }: RequestOf<'reports:list'>,
): Promise<AnswerOf<'reports:list'>> {
  if (!(await isAdmin(ports, actor))) {
    if (conversation === undefined)
      throw new ChatError('forbidden', { message: 'Name a room that you moderate: only admins see all reports.' });
    await demandModerator(ports, actor, conversation);
  }
  const page = await ports.reports.list(conversation ?? null, actor.user.id, cursor, Math.min(limit, limits.listPage));
  const who = await ports.profiles.whoAre(page.rows.flatMap(({ by, message }) => [by, message.author]));
  return {
    reports: page.rows.map(({ by, message: { author, ...message }, ...report }) => ({
      ...report,
      by: who(by),
      message: { ...message, user: who(author) },
    })),
    next: page.next,
  };
}

/** Whoever may not see a report is answered as if there were none. Its record is written first: an act without one is none. */
export async function closeReport(
  ports: Moderating & Pick<Ports, 'audit' | 'clock'>,
  actor: Actor,
  { id, action }: RequestOf<'report:close'>,
): Promise<AnswerOf<'report:close'>> {
  const report = await ports.reports.find(id);
  // Nobody decides about herself, whatever her role. [RPT-3]
  if (!report || report.message.author === actor.user.id) throw notFound('id');
  if (!(await isAdmin(ports, actor)))
    await demandModerator(ports, actor, report.conversation).catch((error: unknown) => {
      throw error instanceof ChatError && error.code !== 'unavailable' ? notFound('id') : error;
    });
  const place = placeOf(report.conversation);
  await ports.audit.record({
    ...{ id: `report-${id}`, at: ports.clock.now(), by: actor.user.id, act: 'report:close' },
    ...(isRoomId(place) ? { room: place } : {}),
    ...{ user: report.message.author, seq: report.seq, after: { action }, reason: report.reason },
  });
  if (!(await ports.reports.close(id))) throw notFound('id');
  return {};
}

/** Whose people moderate it: of a thread its parent's. */
const placeOf = (conversation: ConversationId): ConversationId => readThreadId(conversation)?.parent ?? conversation;

/** Of the server: she has no key to what is said elsewhere, and sees the copies that reports carry. */
async function isAdmin({ profiles }: Pick<Ports, 'profiles'>, { user }: Actor): Promise<boolean> {
  return (await profiles.find(user.id))?.role !== undefined;
}

async function demandModerator(
  { membership }: Pick<Ports, 'membership'>,
  { user }: Actor,
  conversation: ConversationId,
): Promise<void> {
  const seen = await membership.look(placeOf(conversation), user.id);
  if (seen.status === 'refused') throw refuse(seen);
  if (seen.role === null || seen.role === 'invited') throw refuse(refusalOf(seen.state.facts));
  if (!may(seen.rights, moderates)) throw refuse(forbidden);
}
