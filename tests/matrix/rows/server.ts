import { call } from '../../behaviour/http-program.ts';
import { needing, signedIn } from '../answer.ts';
import type { Verdict } from '../answer.ts';
import { forSignedIn, inside } from '../row.ts';
import type { Row } from '../row.ts';

const forAdmins = (ask: Row['ask'], answer: Verdict = 'ok'): Row =>
  forSignedIn(ask, {
    isPlaceless: true,
    answer: ({ actor }) => (actor.kind === 'admin' ? answer : signedIn(actor.kind, 'forbidden')),
  });

export const serverRows = {
  'admin:settings': forAdmins(() => ({})),
  'admin:storage': forAdmins(() => ({})),
  'hold:set': forAdmins(() => ({ conversation: 'r_nowhere', on: false }), 'not_found'),
  'hold:list': forAdmins(() => ({})),
  'admin:ops': forAdmins(() => ({ span: 'day' })),
  'invite:create': [
    {
      ...inside(null, () => ({ expiresInMs: 60_000 }), {
        of: 'into the room',
        undo: async ({ scene, actor }, { invite }) =>
          call(scene.ground.there, 'invite:revoke', { code: invite.code }, actor.token ?? ''),
      }),
      answer: ({ actor, place }) => {
        const verdict = needing(place.kind === 'private room' ? 'invite' : null, actor.kind, place.kind);
        return verdict === 'ok' && (place.kind === 'direct' || place.kind === 'group') ? 'forbidden' : verdict;
      },
    },
    {
      ...forAdmins(() => ({ expiresInMs: 60_000 })),
      of: 'to the server',
      undo: ({ scene, actor }, { invite }) =>
        call(scene.ground.there, 'invite:revoke', { code: invite.code }, actor.token ?? ''),
    },
  ],
  'invite:list': [
    {
      ...inside(null, () => ({}), { of: 'into the room' }),
      answer: ({ actor, place }) => {
        const verdict = needing(place.kind === 'private room' ? 'invite' : null, actor.kind, place.kind);
        return verdict === 'ok' && (place.kind === 'direct' || place.kind === 'group') ? 'forbidden' : verdict;
      },
    },
    { ...forAdmins(() => ({})), of: 'to the server' },
  ],
  // What a code opens is tried in settings.behaviour.test.ts; here nobody has one.
  'invite:revoke': forSignedIn(() => ({ code: 'a-guess' }), {
    isPlaceless: true,
    answer: ({ actor }) => signedIn(actor.kind, 'not_found'),
  }),
  'invite:accept': forSignedIn(() => ({ code: 'a-guess' }), {
    isPlaceless: true,
    answer: ({ actor }) => signedIn(actor.kind, 'not_found'),
  }),
} satisfies Record<string, Row | readonly Row[]>;
