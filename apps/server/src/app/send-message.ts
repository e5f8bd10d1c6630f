import { ChatError, isThreadId } from '@rookery/protocol';
import type { AnswerOf, ConversationId, FileId, RequestOf, Target, UserId } from '@rookery/protocol';
import type { AppendOutcome, NewMessage } from '../ports/conversation-log.ts';
import type { OrderedActor } from './actor.ts';
import { attachFiles, nothingAttached } from './attach-files.ts';
import type { Attached } from './attach-files.ts';
import { readForwarded } from './forward-message.ts';
import type { Ports } from './ports.ts';
import { newMessageId } from '../domain/new-id.ts';
import type { Part } from '../domain/part.ts';
import { allOf, nobodysRight, rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import { readThreadId } from '../domain/thread-id.ts';
import { mayBegin } from './may-begin.ts';
import { readContent } from './read-content.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { neededIn, neededInBoth } from './thread-rights.ts';
import { watchGained } from './watch-pushes.ts';
import { counterpartIn, isGone } from './who-is-gone.ts';

type Sending = Targets &
  Pick<
    Ports,
    'log' | 'files' | 'blobs' | 'membership' | 'live' | 'clock' | 'privacy' | 'users' | 'linkWatch' | 'traces'
  >;
type SendRequest = Pick<RequestOf<'message:room'>, 'content' | 'files' | 'clientId' | 'replyTo'> &
  Partial<Pick<RequestOf<'message:room'>, 'alsoInParent' | 'forward' | 'silent'>> &
  Target;
type SendAnswer = AnswerOf<'message:room'>;

/** Who writes, and how her requests come in. */
type Author = Pick<OrderedActor, 'user' | 'way'>;

export async function sendMessage(
  ports: Sending,
  actor: Author,
  request: SendRequest,
  needs: Rights,
  own: readonly Part[] = [],
): Promise<SendAnswer> {
  const { message, attached, isUnread, refusal } = await actor.way.inOrder(async () => {
    const mentions = own.length > 0 ? [] : await mentionsOf(ports, request);
    const conversation = await resolveTarget(ports, actor.user, request);
    const found = await counterpartIn(ports, actor.user.id, readThreadId(conversation)?.parent ?? conversation);
    const isUnread = found?.isGone === true;
    if (found && !isUnread && !found.hasBegun) await mayBegin(ports, actor.user.id, found.other, conversation);
    if (!isUnread) await ports.linkWatch.expect(actor.user.id, conversation, request.content);
    const { parts, files, refusal } = await readForwarded(ports, actor.user.id, conversation, request);
    const isFutile = isUnread || refusal !== null;
    const attached = await attach(ports, actor, conversation, files ?? request.files, isFutile);
    const needed = isFutile ? nobodysRight : needs;
    const message = prepare(ports, actor, conversation, request, mentions, needed, attached, [...own, ...parts]);
    return { message, attached, isUnread, refusal };
  });
  const outcome = await ports.log.append(message);
  noteStored(ports, message, outcome);
  await attached.end(outcome);
  if (outcome.status === 'refused' && refusal) throw refusal;
  return answer(outcome, isUnread);
}

/** The direct conversation begins with its first message: both inboxes have it before that is kept. */
export async function sendPrivateMessage(
  ports: Sending & Pick<Ports, 'sessions' | 'kept' | 'pushes'>,
  actor: OrderedActor,
  request: RequestOf<'message:private'>,
  needs: Rights,
): Promise<AnswerOf<'message:private'>> {
  const { message, attached, isUnread, refusal } = await actor.way.inOrder(async () => {
    const mentions = await mentionsOf(ports, request);
    const conversation = await resolveTarget(ports, actor.user, request);
    const found = await counterpartIn(ports, actor.user.id, conversation);
    let isUnread = found?.isGone === true;
    // A message in it means that both inboxes surely have it. A live feed alone does not: an opening is heard before it is durable.
    const head = ports.live.stateOf(conversation)?.head;
    if (!isUnread && request.to === undefined && found?.hasBegun === false)
      await mayBegin(ports, actor.user.id, found.other, conversation);
    if (!isUnread && request.to !== undefined && !(head && head.seq > 0)) {
      const other = await resolveUser(ports, request.to, 'to');
      isUnread = await isGone(ports, other);
      if (!isUnread && (await mayBegin(ports, actor.user.id, other, conversation))) {
        await ports.rooms.openDirect(actor.user.id, other, ports.clock.now());
        await watchGained(ports, conversation, [actor.user.id, other]);
        await ports.live.gain(actor.user.id, conversation);
      }
    }
    if (!isUnread) await ports.linkWatch.expect(actor.user.id, conversation, request.content);
    const { parts, files, refusal } = await readForwarded(ports, actor.user.id, conversation, request);
    const isFutile = isUnread || refusal !== null;
    const attached = await attach(ports, actor, conversation, files ?? request.files, isFutile);
    const needed = isFutile ? nobodysRight : needs;
    const message = prepare(ports, actor, conversation, request, mentions, needed, attached, parts);
    return { message, attached, isUnread, refusal };
  });
  const outcome = await ports.log.append(message);
  noteStored(ports, message, outcome);
  await attached.end(outcome);
  if (outcome.status === 'refused' && refusal) throw refusal;
  // The same words as for somebody whom there is not: a block is not to be told from that. [PRI-2]
  if (outcome.status === 'refused' && !isUnread && request.to !== undefined) throw notFound('to');
  return { ...answer(outcome, isUnread), conversation: message.conversation };
}

function prepare(
  ports: Sending,
  actor: Author,
  conversation: ConversationId,
  request: SendRequest,
  mentions: readonly UserId[],
  needs: Rights,
  { parts }: Attached,
  own: readonly Part[] = [],
): NewMessage {
  if (request.alsoInParent && !isThreadId(conversation))
    throw new ChatError('bad_request', { field: 'alsoInParent', message: 'Only a thread has a parent.' });
  const inThread = neededIn(conversation, needs);
  const needed = request.alsoInParent ? allOf(inThread, neededInBoth) : inThread;
  return {
    id: newMessageId(),
    conversation,
    author: actor.user.id,
    needs: parts.length > 0 ? allOf(needed, rightsOf('attach')) : needed,
    content: request.content,
    at: ports.clock.now(),
    clientId: request.clientId,
    replyTo: request.replyTo,
    mentions,
    parts: [...own, ...parts, ...(request.silent ? [{ kind: 'silent' } as const] : [])],
    alsoInParent: request.alsoInParent ? newMessageId() : undefined,
  };
}

/** A repeat was traced before. */
function noteStored({ traces }: Sending, { conversation, at }: NewMessage, outcome: AppendOutcome): void {
  if (outcome.status === 'appended') traces.stored(conversation, outcome.seq, at, outcome.degraded);
}

/** Whom it calls. Beside files, or what it forwards, it needs no text. */
const mentionsOf = (ports: Sending, { content, files, forward }: SendRequest): Promise<readonly UserId[]> =>
  content === '' && (files ?? forward) !== undefined ? Promise.resolve([]) : readContent(ports, content);

const attach = (
  ports: Sending,
  actor: Author,
  conversation: ConversationId,
  files: readonly FileId[] | undefined,
  isFutile: boolean,
): Promise<Attached> =>
  files === undefined || isFutile ? Promise.resolve(nothingAttached) : attachFiles(ports, actor, conversation, files);

/** `isUnread`: whom it was for is gone. */
function answer(outcome: AppendOutcome, isUnread: boolean): SendAnswer {
  switch (outcome.status) {
    case 'refused':
      throw isUnread
        ? new ChatError('not_found', { message: 'Nobody would read it: this person is gone.' })
        : refuse(outcome);
    case 'no-such-reply':
      throw new ChatError('bad_request', {
        field: 'replyTo',
        message: 'replyTo names no message of this conversation.',
      });
    case 'file-taken':
      throw notFound('files');
    case 'file-unheld':
      // What held its bytes is over, or they were just taken away there: a repeat brings them anew.
      throw new ChatError('unavailable');
    case 'too-soon':
      throw new ChatError('rate_limited', {
        retryAfterMs: outcome.retryAfterMs,
        message: 'This room is in slow mode: wait for retryAfterMs between two messages.',
      });
    case 'appended':
    case 'duplicate':
      return {
        id: outcome.id,
        seq: outcome.seq,
        at: outcome.at,
        duplicate: outcome.status === 'duplicate',
        ...(outcome.degraded ? { degraded: true as const } : {}),
      };
  }
}
