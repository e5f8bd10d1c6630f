import { signedIn } from '../answer.ts';
import { forSignedIn } from '../row.ts';
import type { Row } from '../row.ts';

export const peopleRows = {
  'user:join': {
    ask: ({ actor }) => ({ username: actor.username }),
    answer: ({ actor }) => (actor.kind === 'anonymous' ? 'ok' : signedIn(actor.kind)),
    isPlaceless: true,
    isOverHttpOnly: true,
  },
  'user:leave': forSignedIn(() => ({}), { isPlaceless: true, isOverHttpOnly: true, endsSession: true }),
  'profile:set': forSignedIn(() => ({}), { isPlaceless: true }),
  'people:look': forSignedIn(({ scene }) => ({ users: [scene.keeper.id] }), { isPlaceless: true }),
  'user:block': forSignedIn(({ scene }) => ({ user: scene.bystander.id, on: false }), { isPlaceless: true }),
  'settings:get': forSignedIn(() => ({}), { isPlaceless: true }),
  'settings:set': forSignedIn(() => ({ receipts: true }), { isPlaceless: true }),
  'presence:watch': forSignedIn(({ scene }) => ({ users: [scene.keeper.id] }), { isPlaceless: true }),
} satisfies Record<string, Row>;
