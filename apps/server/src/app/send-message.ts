import { ChatError } from '@rookery/protocol';
import type { AnswerOf, ConversationId, RequestOf, UserId } from '@rookery/protocol';
import { mentionedNames } from '../domain/mentions.ts';
import type { AppendOutcome, NewMessage } from '../ports/conversation-log.ts';
import type { App, Caller } from './app.ts';
import { newMessageId } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import { refuse } from './refuse.ts';
import { resolveTarget, resolveUser } from './resolve-target.ts';

type SendRequest = RequestOf<'message:room'>;
type SendAnswer = AnswerOf<'message:room'>;

export async function sendMessage(app: App, caller: Caller, request: SendRequest): Promise<SendAnswer> {
  const message = await caller.connection.inOrder(async () =>
    prepare(app, caller, await resolveTarget(app, caller.user, request), request),
  );
  return answer(await app.store.log.append(message));
}

/** The direct conversation begins with its first message: both inboxes have it before that is kept. */
export async function sendPrivateMessage(
  app: App,
  caller: Caller,
  request: RequestOf<'message:private'>,
): Promise<AnswerOf<'message:private'>> {
  const message = await caller.connection.inOrder(async () => {
    const conversation = await resolveTarget(app, caller.user, request);
    // A message in it means that both inboxes surely have it. A live feed alone does not: an opening is heard before it is durable.
    const head = app.hub.feed(conversation)?.state?.head;
    if (request.to !== undefined && !(head && head.seq > 0)) {
      const other = await resolveUser(app, request.to, 'to');
      await app.store.rooms.openDirect(caller.user, other, app.clock.now());
      await app.hub.gain(caller.user.id, conversation);
    }
    return prepare(app, caller, conversation, request);
  });
  return { ...answer(await app.store.log.append(message)), conversation: message.conversation };
}

async function prepare(
  app: App,
  caller: Caller,
  conversation: ConversationId,
  request: SendRequest,
): Promise<NewMessage> {
  const { content } = request;
  return {
    id: newMessageId(),
    conversation,
    author: caller.user,
    needs: rightsOf('post'),
    content,
    at: app.clock.now(),
    clientId: request.clientId,
    replyTo: request.replyTo,
    mentions: content.includes('@') || content.includes('＠') ? await mentioned(app, content) : [],
  };
}

function answer(outcome: AppendOutcome): SendAnswer {
  switch (outcome.status) {
    case 'refused':
      throw refuse(outcome);
    case 'no-such-reply':
      throw new ChatError('bad_request', {
        field: 'replyTo',
        message: 'replyTo names no message of this conversation.',
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

/** The users whom a text names; of each run the longest name that exists. */
async function mentioned(app: App, content: string): Promise<readonly UserId[]> {
  const ids = new Set<UserId>();
  for (const candidates of mentionedNames(content)) {
    for (const name of candidates) {
      const user = await app.store.people.userByName(name);
      if (!user) continue;
      ids.add(user.id);
      break;
    }
  }
  return [...ids];
}
