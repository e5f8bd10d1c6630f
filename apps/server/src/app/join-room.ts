import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import { toWireMessage } from '../domain/log.ts';
import type { App, Caller } from './app.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

/** Listens before it reads: what is written meanwhile is in the page, or comes live, or both. [RES-3] */
export async function joinRoom(
  app: App,
  caller: Caller,
  request: RequestOf<'room:join'>,
): Promise<AnswerOf<'room:join'>> {
  const conversation = await resolveTarget(app, caller.user, request);
  const joined = await app.store.membership.join(conversation, caller.user, app.clock.now());
  if (joined.status === 'refused') throw refuse(joined);
  await app.hub.gain(caller.user.id, conversation);
  const page = await app.store.log.page({ conversation, reader: caller.user.id, limit: limits.joinMessages });
  if (page.status === 'refused') {
    // Removed between the two steps: the news of it may have come before the listening began.
    app.hub.lose(caller.user.id, conversation);
    throw refuse(page);
  }
  const { facts, head, members } = page.state;
  if (facts.kind !== 'room') throw notFound('room');
  const [online = 0] = await app.store.presence.onlineIn([conversation]);
  return {
    room: toRoom(facts, members, Math.max(online, 1)),
    head,
    read: joined.read,
    messages: page.messages.map((message) => toWireMessage(message, facts)),
  };
}
