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
  // What is on this machine is nothing to push to.
  'push:add': {
    ask: () => ({
      endpoint: 'https://127.0.0.1/push',
      keys: {
        p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
        auth: 'BTBZMqHH6r4Tts7J_aSIgg',
      },
    }),
    answer: ({ actor }) => signedIn(actor.kind, 'bad_request'),
    isPlaceless: true,
  },
  'push:remove': forSignedIn(() => ({ endpoint: 'https://127.0.0.1/push' }), { isPlaceless: true }),
  'presence:watch': forSignedIn(({ scene }) => ({ users: [scene.keeper.id] }), { isPlaceless: true }),
} satisfies Record<string, Row>;
