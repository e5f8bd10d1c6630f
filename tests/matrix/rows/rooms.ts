import { freshName } from '@rookery/testkit/person';
import { needing, signedIn } from '../answer.ts';
import { isHidden, isOfPeople, standingOf } from '../cast.ts';
import { against, forSignedIn, inside } from '../row.ts';
import type { Cell, Row } from '../row.ts';

const belongs = ({ actor, place }: Cell): boolean => {
  const standing = standingOf(actor.kind, place.kind);
  return standing !== 'nobody' && standing !== 'outside';
};
const bringBackActor = ({ scene, place, actor }: Cell) => scene.bringBack(place, actor);
const bringBackVictim = ({ scene, place }: Cell) => scene.bringBack(place, scene.victim);

/** Whether a list has the place in it, as it should. */
const lists = (cell: Cell, ids: readonly string[], should: boolean): string | null =>
  ids.includes(cell.place.id) === should ? null : should ? 'the place is not in it' : 'the place is in it';

const join = (actor: Cell['actor'], place: Cell['place']) => {
  const standing = standingOf(actor.kind, place.kind);
  if (standing === 'nobody') return 'unauthorized';
  if (isOfPeople(place.kind)) return 'not_found';
  if (standing !== 'outside') return 'ok';
  if (place.kind === 'private room') return 'not_found';
  return actor.kind === 'banned' ? 'forbidden' : 'ok';
};

export const roomRows = {
  'room:create': forSignedIn(() => ({ name: freshName('made') }), {
    isPlaceless: true,
  }),
  'room:join': {
    ask: ({ place }) => ({ conversation: place.id }),
    answer: ({ actor, place }) => join(actor, place),
    undo: (cell) =>
      belongs(cell) ? Promise.resolve() : cell.scene.keep('room:remove', { room: cell.place.id, user: cell.actor.id }),
  },
  'room:leave': {
    ...inside(null, undefined, { undo: bringBackActor }),
    answer: ({ actor, place }) => {
      const verdict = needing(null, actor.kind, place.kind);
      return place.kind === 'direct' && verdict === 'ok' ? 'forbidden' : verdict;
    },
  },
  'room:edit': inside('edit_room', () => ({ topic: 'matrix' })),
  'room:invite': against('invite', 'bystander'),
  'room:remove': against('remove', 'victim', undefined, bringBackVictim),
  'room:role': against(
    'roles',
    'victim',
    () => ({ role: 'moderator' }),
    ({ scene, place }) => scene.keep('room:role', { room: place.id, user: scene.victim.id, role: 'member' }),
  ),
  'room:mute': against(
    'mute',
    'victim',
    () => ({ until: Date.now() + 3_600_000 }),
    ({ scene, place }) => scene.keep('room:mute', { room: place.id, user: scene.victim.id, until: null }),
  ),
  'room:ban': against('ban', 'victim', undefined, async (cell) => {
    await cell.scene.keep('room:unban', { room: cell.place.id, user: cell.scene.victim.id });
    await bringBackVictim(cell);
  }),
  'room:unban': against('ban', 'bystander'),
  'room:bans': inside('ban'),
  'room:delete': inside('delete_room', undefined, { undo: ({ scene, place }) => scene.openPlace(place.kind) }),
  'rooms:list': {
    ask: ({ place }) => ({ query: place.name }),
    answer: ({ actor }) => (actor.kind === 'anonymous' ? 'ok' : signedIn(actor.kind)),
    wrong: (answer, cell) =>
      lists(
        cell,
        answer['rooms'].map((room: { id: string }) => room.id),
        !isOfPeople(cell.place.kind) && (!isHidden(cell.place.kind) || belongs(cell)),
      ),
  },
  'room:members': inside('read'),
  'direct:open': forSignedIn(({ scene }) => ({ users: [scene.keeper.id] }), { isPlaceless: true }),
  'inbox:list': forSignedIn(() => undefined, {
    wrong: (answer, cell) =>
      lists(
        cell,
        answer['entries'].map((entry: { conversation: string }) => entry.conversation),
        belongs(cell),
      ),
  }),
} satisfies Record<string, Row | readonly Row[]>;
