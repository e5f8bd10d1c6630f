import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { OrderedActor } from './actor.ts';
import { guestLook } from './guest-look.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { watchGained } from './watch-pushes.ts';

/** Listens before it reads: what is written meanwhile is in the page, or comes live, or both. [RES-3] */
export async function joinRoom(
  ports: Targets &
    Pick<Ports, 'membership' | 'log' | 'presence' | 'live' | 'clock' | 'isOwnAddress' | 'kept' | 'pushes'>,
  actor: OrderedActor,
  request: RequestOf<'room:join'>,
): Promise<AnswerOf<'room:join'>> {
  const conversation = await resolveTarget(ports, actor.user, request);
  const { user } = actor;
  const look = guestLook(ports, actor);
  const joined = await ports.membership.join(conversation, user.id, ports.clock.now(), !user.guest, look);
  if (joined.status === 'refused') throw refuse(joined);
  if (joined.status === 'banned')
    throw new ChatError('forbidden', { message: 'You are banned from this room: ask its moderators.' });
  await watchGained(ports, conversation, [user.id]);
  await ports.live.gain(actor.user.id, conversation);
  const page = await ports.log.page({ conversation, reader: actor.user.id, limit: limits.joinMessages });
  if (page.status === 'refused') {
    // Removed between the two steps: the news of it may have come before the listening began.
    ports.live.lose(actor.user.id, conversation);
    throw refuse(page);
  }
  const { facts, head, members, mark } = page.state;
  if (facts.kind !== 'room') throw notFound('room');
  const who = await ports.profiles.whoAre(peopleIn(page.messages, facts));
  const [online = 0] = await ports.presence.onlineIn([conversation]);
  return {
    room: toRoom(facts, members, Math.max(online, 1)),
    head,
    read: joined.read,
    mark,
    messages: page.messages.map((message) => toWireMessage(message, facts, who)),
  };
}
