import { ChatError, isGroupId } from '@rookery/protocol';
import type { AnswerOf, GroupId, RequestOf } from '@rookery/protocol';
import { toRoom } from '../domain/entry.ts';
import { forbidden } from '../domain/log.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { newWord } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import { notFound, refuse } from './refuse.ts';
import { refuseEarlyRetention } from './keep-holds.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { claimPicture, dropPicture } from './show-picture.ts';

export async function editRoom(
  ports: Targets & Pick<Ports, 'presence' | 'files' | 'clock' | 'keptSettings' | 'level'>,
  actor: Actor,
  request: RequestOf<'room:edit'>,
  needs: Rights,
): Promise<AnswerOf<'room:edit'>> {
  refuseUnknownRules(request);
  const conversation = await resolveTarget(ports, actor.user, request);
  if (isGroupId(conversation)) return nameGroup(ports, actor, conversation, request);
  const isOfRetention = request.retentionDays !== undefined || request.retentionMessages !== undefined;
  if (isOfRetention) await refuseLongerRetention(ports, request);
  const shown = request.picture ? await claimPicture(ports, actor, conversation, request.picture) : null;
  const outcome = await ports.rooms.editRoom(
    conversation,
    actor.user.id,
    isOfRetention ? rightsOf('edit_room', 'delete_room') : needs,
    {
      name: request.name,
      topic: request.topic,
      rights: request.rights,
      slowModeMs: request.slowModeMs,
      history: request.history,
      picture: request.picture,
      retentionDays: request.retentionDays,
      retentionMessages: request.retentionMessages,
      at: ports.clock.now(),
      id: newWord(),
    },
  );
  await (outcome.status === 'edited' ? dropPicture(ports, outcome.replaced) : shown?.takeBack());
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status === 'taken')
    throw new ChatError('conflict', {
      field: 'name',
      message: 'A public room of that name exists: choose another name.',
    });
  if (outcome.status === 'above')
    throw new ChatError('forbidden', {
      field: 'rights',
      message: 'You may change only rights that belong to roles below your own, before and after: ask an owner.',
    });
  const { facts, members, head } = outcome.state;
  if (facts.kind !== 'room') throw notFound('room');
  const [online = 0] = await ports.presence.onlineIn([conversation]);
  return { room: toRoom(facts, members, online), rev: head.rev };
}

/** Each of its people may name a group, and nobody has any other right of `room:edit` there. */
async function nameGroup(
  { rooms }: Pick<Ports, 'rooms'>,
  actor: Actor,
  group: GroupId,
  { name, ...others }: RequestOf<'room:edit'>,
): Promise<AnswerOf<'room:edit'>> {
  const hasOthers = Object.values({ ...others, room: undefined, conversation: undefined }).some(
    (rule) => rule !== undefined,
  );
  const outcome =
    name === undefined || hasOthers
      ? await rooms.editRoom(group, actor.user.id, rightsOf('edit_room'), { at: 0, id: newWord() })
      : await rooms.nameGroup(group, actor.user.id, name);
  if (outcome.status === 'refused') throw refuse(outcome);
  if (outcome.status !== 'named') throw refuse(forbidden);
  return { rev: outcome.state.head.rev };
}

/** What the server takes away no room keeps. */
async function refuseLongerRetention(
  { keptSettings, level }: Pick<Ports, 'keptSettings' | 'level'>,
  { retentionDays, retentionMessages }: RequestOf<'room:edit'>,
): Promise<void> {
  refuseEarlyRetention(level);
  const server = await keptSettings.now();
  for (const [field, wanted, most] of [
    ['retentionDays', retentionDays, server.retentionDays],
    ['retentionMessages', retentionMessages, server.retentionMessages],
  ] as const)
    if (typeof wanted === 'number' && most !== null && wanted > most)
      throw new ChatError('bad_request', {
        field,
        message: `This server keeps at most ${most}: choose less, or null.`,
      });
}

/** What no room may change. */
function refuseUnknownRules({ rights }: RequestOf<'room:edit'>): void {
  if (rights?.read !== undefined)
    throw new ChatError('bad_request', {
      field: 'rights.read',
      message: 'Every member reads: remove or ban whoever is not to.',
    });
}
