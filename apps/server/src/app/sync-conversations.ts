import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, HeldPosition, InboxChange, RequestOf, SyncedConversation } from '@rookery/protocol';
import { notifyOf } from '../delivery/kept-things.ts';
import { peopleInLines, toEntry } from '../domain/entry.ts';
import { isSamePosition, peopleIn, toWireMessage } from '../domain/log.ts';
import type { Continuation } from '../domain/log.ts';
import type { ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

/** Of one answer: what one queue holds with room to spare. */
const budgetBytes = 262_144;

type Syncing = Pick<Ports, 'log' | 'users' | 'presence' | 'profiles' | 'hub' | 'kept' | 'traces'>;

/**
 * Everything missed after the given positions. Live feeds' heads are compared in memory; only those behind are read from the
 * store. Of a conversation that was lagging, what is delivered while the log is read is kept, and follows right after the answer. [RES-1]
 */
export async function syncConversations(
  ports: Syncing,
  actor: ConnectedActor,
  request: RequestOf<'sync'>,
): Promise<Answered<AnswerOf<'sync'>>> {
  const { connection } = actor;
  refuseDoubles(request.conversations);
  // Heard before read: nothing falls between the two.
  await connection.ready;
  const inbox = request.inbox === undefined ? undefined : await syncInbox(ports, actor, request.inbox);
  const answers: (SyncedConversation | undefined)[] = [];
  const behind: HeldPosition[] = [];
  const behindAt: number[] = [];
  for (const [index, held] of request.conversations.entries()) {
    const feed = ports.hub.feed(held.conversation);
    feed?.audience.beginCatchUp(connection);
    const head = feed?.audience.listeners.has(connection) ? feed.liveHeadFor(actor.user.id) : null;
    // What is said in threads from here on is told live.
    const knowsThreads = held.mark === undefined || held.mark === feed?.threads.mark;
    if (head && knowsThreads && isSamePosition(held, head))
      answers[index] = {
        ...{ conversation: held.conversation, head, messages: [], changes: [], more: false },
        ...(held.mark === undefined ? {} : { threads: [], mark: held.mark }),
      };
    else {
      behind.push(held);
      behindAt.push(index);
    }
  }
  if (behind.length > 0) {
    const continuations = await ports.log.since(actor.user.id, behind, {
      pageMessages: limits.historyPage,
      budgetBytes,
    });
    for (const [index, synced] of (await describe(ports, behind, continuations)).entries())
      answers[behindAt[index] ?? 0] = synced;
  }
  const conversations = await count(
    ports,
    answers.flatMap((synced) => synced ?? []),
  );
  return {
    answer: { ...(inbox === undefined ? {} : { inbox }), conversations },
    afterAnswer: () => {
      for (const synced of conversations) {
        const [first, last] = [synced.messages[0], synced.messages.at(-1)];
        if (first && last) ports.traces.resumed(synced.conversation, { from: first.seq, to: last.seq });
        const feed = ports.hub.feed(synced.conversation);
        if (synced.more || !synced.head) feed?.audience.stillBehind(connection);
        else feed?.audience.caughtUp(connection, synced.head);
      }
    },
  };
}

/**
 * Says of each room how many belong to it and are online: nothing numbered tells that, so whoever was away may have missed it. The members are
 * counted last of all: what changes from here on is told live, right behind this answer at the earliest. [RES-7]
 */
async function count({ hub }: Syncing, conversations: readonly SyncedConversation[]): Promise<SyncedConversation[]> {
  const online = await Promise.all(
    conversations.map(async ({ conversation, reset }) => {
      const feed = reset ? undefined : hub.feed(conversation);
      return feed?.state?.facts.kind === 'room' ? await feed.online.recent() : undefined;
    }),
  );
  return conversations.map((synced, index) => {
    const members = hub.feed(synced.conversation)?.state?.members;
    const here = online[index];
    return members === undefined || here === undefined ? synced : { ...synced, members, online: here };
  });
}

/** Whoever names one conversation again and again could measure what it costs. [RES-5] */
function refuseDoubles(positions: readonly HeldPosition[]): void {
  if (new Set(positions.map(({ conversation }) => conversation)).size < positions.length)
    throw new ChatError('bad_request', {
      field: 'conversations',
      message: 'Name each conversation once.',
    });
}

/** One answer a position, in order; none where the conversation went away in between. */
async function describe(
  ports: Syncing,
  behind: readonly HeldPosition[],
  continuations: readonly Continuation[],
): Promise<(SyncedConversation | undefined)[]> {
  const unknown = behind
    .filter((held, index) => continuations[index]?.state === 'continuous' && !ports.hub.feed(held.conversation)?.state)
    .map((held) => held.conversation);
  const states = new Map((await ports.log.states(unknown)).map((state, index) => [unknown[index], state]));
  const described = behind.map(async ({ conversation }, index): Promise<SyncedConversation | undefined> => {
    const continuation = continuations[index];
    if (continuation?.state !== 'continuous') {
      const head = continuation?.state === 'reset' ? continuation.head : null;
      return { conversation, head, messages: [], changes: [], more: false, reset: true };
    }
    const facts = ports.hub.feed(conversation)?.state?.facts ?? states.get(conversation)?.facts;
    if (!facts) return undefined;
    const who = await ports.profiles.whoAre(peopleIn(continuation.messages, facts));
    return {
      conversation,
      head: continuation.head,
      messages: continuation.messages.map((message) => toWireMessage(message, facts, who)),
      changes: [...continuation.changes],
      more: continuation.more,
      ...(continuation.threads && { threads: [...continuation.threads.changed], mark: continuation.threads.mark }),
    };
  });
  return Promise.all(described);
}

async function syncInbox(
  ports: Syncing,
  actor: ConnectedActor,
  rev: number,
): Promise<NonNullable<AnswerOf<'sync'>['inbox']>> {
  const missed = await ports.users.since(actor.user.id, rev);
  // Many steps cost more than the list itself.
  if (missed.status === 'reset' || missed.steps.length > limits.listPage) return { reset: true };
  const changes: InboxChange[] = [];
  for (const { added, entry, ...step } of missed.steps) {
    const change: InboxChange = { ...step };
    const conversation = added ?? entry;
    const line = conversation && (await ports.users.line(actor.user.id, conversation));
    if (line) {
      if (line.mutedUntil !== undefined) ports.hub.feed(conversation)?.rights.muted(actor.user.id, line.mutedUntil);
      const [online = 0] = await ports.presence.onlineIn([conversation]);
      change[added ? 'added' : 'entry'] = toEntry(
        line,
        actor.user.id,
        online,
        await ports.profiles.whoAre(peopleInLines([line])),
        await notifyOf(ports.kept, actor.user.id, line.state.facts.id),
      );
    }
    changes.push(change);
  }
  return { rev: missed.rev, changes };
}
