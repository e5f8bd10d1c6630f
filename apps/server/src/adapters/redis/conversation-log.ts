import { randomBytes } from 'node:crypto';
import { asMessageId, limits } from '@rookery/protocol';
import type { ConversationId, HeldPosition, Position, UserId } from '@rookery/protocol';
import * as z from 'zod';
import type { Clock } from '../../domain/clock.ts';
import { toChanges } from '../../domain/change.ts';
import type { ConversationState } from '../../domain/conversation.ts';
import { AnswerBudget, continuationOf } from '../../domain/continuation.ts';
import type { DueHints } from '../../domain/due-hints.ts';
import type { Continuation } from '../../domain/log.ts';
import { keptCalls } from '../../domain/kept-calls.ts';
import { newWord } from '../../domain/new-id.ts';
import { toWireLinks } from '../../domain/stored-link.ts';
import { pollIn } from '../../domain/part.ts';
import { pollsTask } from '../../domain/task.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import type {
  AppendOutcome,
  ChangeOutcome,
  ChangeRequest,
  ConversationLog,
  EditsOutcome,
  FoundLinks,
  FoundLinksOutcome,
  NewMessage,
  PageOutcome,
  PageRequest,
  PinsOutcome,
} from '../../ports/conversation-log.ts';
import { AppendLanes } from './append-lanes.ts';
import type { ColdPart, ColdRows } from './cold-rows.ts';
import { owing } from './audit-log.ts';
import type { RedisAuditLog } from './audit-log.ts';
import type { HiddenGroups } from './hidden-groups.ts';
import { conversationKey, conversationKeys, dueKey } from './keys.ts';
import { toAuthors } from './packing/authors.ts';
import { toKeptChanges } from './packing/change-rows.ts';
import { packId, unpackEntry } from './packing/message-entry.ts';
import { toMessages } from './packing/message-rows.ts';
import { toOverlay } from './packing/overlay.ts';
import { plainState } from './packing/state.ts';
import { toChangedThreads } from './packing/threads.ts';
import { refusalFrom } from './refusal.ts';
import { bytes, list, number, text } from './reply.ts';
import type { Reply } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import type { Thawing } from './thawing.ts';

/** What it said, and since when (ms); 0: from the beginning. */
const formerTextSchema = z.tuple([z.string(), z.number()]);
/** So many changes of a conversation can be replayed; whoever is further behind is told to reload. */
export const keptChanges = 1_000;
/** Conversations whose continuations are read at once. */
const sinceWave = 8;

export class RedisConversationLog implements ConversationLog {
  readonly #shards: Shards;
  readonly #lanes: AppendLanes;
  readonly #hints: DueHints;
  readonly #audit: RedisAuditLog;
  readonly #cold: ColdRows;
  readonly #thawing: Thawing;

  constructor(
    shards: Shards,
    clock: Clock,
    hints: DueHints,
    audit: RedisAuditLog,
    hidden: HiddenGroups,
    history: { readonly cold: ColdRows; readonly thawing: Thawing },
  ) {
    this.#cold = history.cold;
    this.#thawing = history.thawing;
    this.#shards = shards;
    this.#lanes = new AppendLanes(shards, clock, hints, hidden);
    this.#hints = hints;
    this.#audit = audit;
  }

  async append(message: NewMessage): Promise<AppendOutcome> {
    const outcome = await this.#lanes.append(message);
    const closesAt = message.parts && pollIn(message.parts)?.closesAt;
    if (closesAt !== undefined) this.#hints.tellAt(pollsTask(message.conversation), closesAt);
    return outcome;
  }

  async change(request: ChangeRequest): Promise<ChangeOutcome> {
    const { conversation, by, needs, needsOfOthers, seq, at, id } = request;
    // Of a thread it is an act in its parent.
    const home = readThreadId(conversation)?.parent ?? conversation;
    const owed = ['delete', 'links'].includes(request.kind) ? owing(home) : { keys: [dueKey(conversation)], id: '' };
    const { reply } = await this.#shards.commit({
      script: script(`change-${request.kind}`),
      keys: [...conversationKeys(conversation, 'cmaloh'), ...owed.keys],
      // Another id for each attempt, as with messages. [CLU-9]
      args: (attempt) => [
        ...[by, seq, at, attempt === 0 ? id : newWord(), needs, needsOfOthers ?? '', keptChanges, conversation],
        ...ownArguments(request),
        owed.id,
      ],
    });
    const [status, rev, when, entry, queued, isOwed] = list(reply);
    switch (text(status)) {
      case 'changed':
        this.#hints.tellOf(conversation, number(queued));
        if (text(isOwed) === '1') await this.#audit.settleSoon(home);
        return { status: 'changed', rev: number(rev), at: number(when) || unpackEntry(bytes(entry)).at };
      case 'no-message':
        return { status: 'no-message' };
      case 'not-yours':
        return { status: 'not-yours' };
      case 'no-poll':
        return { status: 'no-poll' };
      case 'no-such-option':
        return { status: 'no-such-option' };
      case 'closed':
        return { status: 'closed' };
      case 'too-many':
        return { status: request.kind === 'pin' ? 'too-many-pins' : 'too-many-reactions' };
      default:
        return refusalFrom(status, rev);
    }
  }

  async setLinks({ conversation, seq, at, id, content, links }: FoundLinks): Promise<FoundLinksOutcome> {
    const owed = owing(conversation);
    const { reply } = await this.#shards.commit({
      script: script('change-links'),
      keys: [...conversationKeys(conversation, 'cmaloh'), ...owed.keys],
      args: (attempt) => [
        ...['', seq, at, attempt === 0 ? id : newWord(), 0, '', keptChanges, conversation],
        ...[JSON.stringify(links), JSON.stringify(toWireLinks(links)), JSON.stringify([content]), owed.id],
      ],
    });
    const [status, , , , queued] = list(reply);
    switch (text(status)) {
      case 'changed':
        this.#hints.tellOf(conversation, number(queued));
        return 'set';
      case 'file-taken':
      case 'file-unheld':
        return 'unheld';
      default:
        return 'stale';
    }
  }

  async closePolls(conversation: ConversationId): Promise<void> {
    for (;;) {
      const { reply } = await this.#shards.commit({
        script: script('polls-due'),
        keys: [...['c', 'pe'].map((part) => conversationKey(conversation, part)), dueKey(conversation)],
        args: [],
      });
      const [over, next] = list(reply);
      if (text(next) !== '') this.#hints.tellAt(pollsTask(conversation), number(next));
      if (list(over).length === 0) return;
      for (const seq of list(over)) await this.#closeByTime(conversation, number(seq));
    }
  }

  /** By nobody. */
  async #closeByTime(conversation: ConversationId, seq: number): Promise<void> {
    const { reply } = await this.#shards.commit({
      script: script('change-close'),
      keys: [...conversationKeys(conversation, 'cmaloh'), dueKey(conversation)],
      args: () => ['', seq, Date.now(), newWord(), 0, '', keptChanges, conversation, ''],
    });
    const [status, , , , queued] = list(reply);
    if (text(status) === 'changed') this.#hints.tellOf(conversation, number(queued));
    else
      await this.#shards.commit({
        script: script('poll-forget'),
        keys: [conversationKey(conversation, 'pe')],
        args: [seq],
      });
  }

  page(request: PageRequest): Promise<PageOutcome> {
    return this.#cold.reading(() => this.#page(request));
  }

  async #page(request: PageRequest): Promise<PageOutcome> {
    const { conversation, reader, before, after, around, limit } = request;
    const kind = after !== undefined ? 'after' : around !== undefined ? 'around' : before !== undefined ? 'before' : '';
    const reply = await this.#shards.run({
      script: script('page'),
      keys: [conversationKey(conversation, 'c')],
      args: [reader, kind, after ?? around ?? before ?? 0, limit],
    });
    const [status, state, rows, authors, more, named] = list(reply);
    if (text(status) !== 'page') return refusalFrom(status, state);
    const cold = await this.#cold.blocks(conversation, named);
    return {
      status: 'page',
      state: plainState(state),
      messages: toMessages(conversation, cold.rows(rows, reader), cold.authors(toAuthors(authors))),
      hasMore: text(more) === '1',
    };
  }

  pins(conversation: ConversationId, reader: UserId): Promise<PinsOutcome> {
    return this.#cold.reading(() => this.#pins(conversation, reader));
  }

  async #pins(conversation: ConversationId, reader: UserId): Promise<PinsOutcome> {
    const reply = await this.#shards.run({
      script: script('pins'),
      keys: [conversationKey(conversation, 'c')],
      args: [reader],
    });
    const [status, state, rows, authors, named] = list(reply);
    if (text(status) !== 'pins') return refusalFrom(status, state);
    const cold = await this.#cold.blocks(conversation, named);
    return {
      status: 'pins',
      state: plainState(state),
      messages: toMessages(conversation, cold.rows(rows, reader), cold.authors(toAuthors(authors))),
    };
  }

  edits(conversation: ConversationId, reader: UserId, seq: number): Promise<EditsOutcome> {
    return this.#cold.reading(() => this.#edits(conversation, reader, seq));
  }

  async #edits(conversation: ConversationId, reader: UserId, seq: number): Promise<EditsOutcome> {
    const reply = await this.#shards.run({
      script: script('edits'),
      keys: [conversationKey(conversation, 'c')],
      args: [reader, seq],
    });
    const [status, entry, texts, named] = list(reply);
    if (text(status) === 'no-message') return { status: 'no-message' };
    if (text(status) !== 'edits') return refusalFrom(status, entry);
    const cold = bytes(entry).length > 0 ? null : (await this.#cold.blocks(conversation, named)).at(seq);
    if (cold?.changes && toOverlay(Buffer.from(cold.changes.overlay), undefined)?.deleted)
      return { status: 'no-message' };
    const written = unpackEntry(cold?.entry ?? bytes(entry)).at;
    return {
      status: 'edits',
      versions: (cold ? (cold.changes?.texts ?? []) : list(texts).map(text)).map((one) => {
        const [content, at] = formerTextSchema.parse(JSON.parse(one));
        return { content, at: at === 0 ? written : at };
      }),
    };
  }

  async since(
    reader: UserId,
    held: readonly HeldPosition[],
    bounds: { readonly pageMessages: number; readonly budgetBytes: number },
  ): Promise<readonly Continuation[]> {
    const answers: Continuation[] = [];
    const budget = new AnswerBudget(bounds.budgetBytes);
    for (let index = 0; index < held.length;) {
      // Nothing is read for those beyond the budget but their heads: they all go at once.
      const wave = budget.left > 0 ? held.slice(index, index + sinceWave) : held.slice(index);
      const limit = budget.left > 0 ? bounds.pageMessages : 0;
      const found = await Promise.all(
        wave.map((position) => this.#since(reader, position, limit, Math.max(1, budget.left))),
      );
      for (const { held: position, reply, cold } of found)
        answers.push(toContinuation(reader, position, reply, cold, budget));
      index += wave.length;
    }
    return answers;
  }

  /** `cold`: null where blocks that it takes cannot be read now. */
  async #since(
    reader: UserId,
    held: HeldPosition,
    limit: number,
    budgetBytes: number,
  ): Promise<{ readonly held: HeldPosition; readonly reply: Reply; readonly cold: ColdPart | null }> {
    const last: { reply?: Reply } = {};
    try {
      return await this.#cold.reading(async () => {
        const reply = await this.#askSince(reader, held, limit, budgetBytes);
        last.reply = reply;
        // Beyond the budget nothing is told, and so nothing is to be proved: that is for when it is asked again.
        return { held, reply, cold: await this.#cold.blocks(held.conversation, limit > 0 ? list(reply)[6] : []) };
      });
    } catch (error) {
      if (last.reply === undefined) throw error;
      return { held, reply: last.reply, cold: null };
    }
  }

  #askSince(reader: UserId, held: HeldPosition, limit: number, budgetBytes: number): Promise<Reply> {
    return this.#shards.run({
      script: script('since'),
      keys: [conversationKey(held.conversation, 'c')],
      args: [
        ...[reader, held.epoch, held.seq, held.id === undefined ? '0' : '1', packId(held.id), held.rev],
        ...[held.change === undefined ? '0' : '1', held.change ?? '', limit, budgetBytes, held.mark ?? ''],
      ],
    });
  }

  states(conversations: readonly ConversationId[]): Promise<readonly (ConversationState | null)[]> {
    return Promise.all(
      conversations.map(async (conversation) => {
        const reply = await this.#shards.run({
          script: script('states'),
          keys: [conversationKey(conversation, 'c')],
          args: [],
        });
        return reply === null ? null : plainState(reply);
      }),
    );
  }

  async threads(conversation: ConversationId, mark: number, limit: number) {
    const reply = await this.#shards.run({
      script: script('threads'),
      keys: [conversationKey(conversation, 'c')],
      args: [mark, limit, '0'],
    });
    return { ...toChangedThreads(reply), removals: number(list(reply)[3]) };
  }

  tail(conversation: ConversationId, after: { readonly seq: number; readonly rev: number }, limit: number) {
    return this.#cold.reading(() => this.#tail(conversation, after, limit));
  }

  async #tail(conversation: ConversationId, after: { readonly seq: number; readonly rev: number }, limit: number) {
    const reply = await this.#shards.run({
      script: script('tail'),
      keys: [conversationKey(conversation, 'c')],
      args: [after.seq, after.rev, limit],
    });
    if (reply === null) return null;
    const [stateReply, rows, authors, changes, kept, change, named] = list(reply);
    const state = plainState(stateReply);
    const cold = await this.#cold.blocks(conversation, named);
    const isCold = bytes(kept).length === 0 && after.seq >= state.head.first && cold.has(after.seq);
    const entry = isCold ? cold.at(after.seq).entry : bytes(kept);
    const at: Pick<Position, 'id' | 'change'> = {
      id: entry.length === 0 ? null : asMessageId(unpackEntry(entry).id),
      change: text(change) === '' ? null : text(change),
    };
    return {
      state,
      messages: toMessages(conversation, cold.rows(rows, ''), cold.authors(toAuthors(authors))),
      changes: toChanges(toKeptChanges(cold.changes(changes)), state),
      at,
    };
  }

  async trim(conversation: ConversationId, first: number): Promise<void> {
    await this.#thawing.trim(conversation, first);
  }

  async contest(conversation: ConversationId, held: Position): Promise<ConversationState> {
    // The question is for the current master: one that was demoted without knowing it may have said the nonsense.
    await this.#shards.topology.refresh();
    const { reply } = await this.#shards.commit({
      script: script('contest'),
      keys: [...conversationKeys(conversation, 'clh'), dueKey(conversation)],
      args: [
        ...[held.epoch, held.seq, packId(held.id), held.rev, held.change ?? ''],
        ...[randomBytes(16).toString('base64url'), keptChanges],
      ],
    });
    const [state, queued] = list(reply);
    this.#hints.tellOf(conversation, number(queued));
    return plainState(state);
  }
}

/** What a change's script is given beyond what all of them are. */
function ownArguments(request: ChangeRequest): readonly (string | number)[] {
  switch (request.kind) {
    case 'edit':
      return [
        JSON.stringify([request.content]),
        [...new Set(request.mentions)].join(' '),
        keptCalls,
        limits.editsPerMessage,
      ];
    case 'delete':
      return [keptCalls];
    case 'react':
      return [request.emoji, request.on ? '1' : '0', limits.reactionsPerMessage];
    case 'links':
      return [JSON.stringify('off'), '[]', ''];
    case 'vote':
      return [` ${request.options.join(' ')} `];
    case 'close':
      return [];
    case 'pin':
      return [request.on ? '1' : '0', limits.pinsPerConversation];
  }
}

/** Without the blocks that it takes it cannot be proved that the log goes on from there: that is said, as of any other such position. */
function toContinuation(
  reader: UserId,
  held: HeldPosition,
  reply: Reply | undefined,
  cold: ColdPart | null,
  budget: AnswerBudget,
): Continuation {
  const [status, stateReply, rows, authors, changeRows, threadRows, , isPlaceCold] = list(reply);
  if (text(status) === 'refused') return { state: 'refused' };
  const state = plainState(stateReply);
  if (text(status) === 'reset') return { state: 'reset', head: state.head };
  if (!cold) return { state: 'reset', head: state.head };
  if (text(isPlaceCold) === '1' && cold.has(held.seq) && unpackEntry(cold.at(held.seq).entry).id !== held.id)
    return { state: 'reset', head: state.head };
  const messages = toMessages(held.conversation, cold.rows(rows, reader), cold.authors(toAuthors(authors)));
  const changes = toChanges(toKeptChanges(cold.changes(changeRows)), state);
  const threads = held.mark === undefined ? undefined : toChangedThreads(threadRows);
  return continuationOf(held, state.head, { messages, changes, threads }, budget);
}
