import { needing, signedIn } from '../answer.ts';
import { forSignedIn, inside } from '../row.ts';
import type { Row } from '../row.ts';

export const reportRows = {
  'report:create': inside('read', () => ({ seq: 1, reason: 'rude' })),
  'reports:list': [
    {
      ...inside('delete_any'),
      of: 'of a conversation',
      // Admins see what was reported, and nothing else of it.
      answer: ({ actor, place }) => (actor.kind === 'admin' ? 'ok' : needing('delete_any', actor.kind, place.kind)),
    },
    {
      ask: () => ({}),
      of: 'of the server',
      answer: ({ actor }) => signedIn(actor.kind, actor.kind === 'admin' ? 'ok' : 'forbidden'),
      isPlaceless: true,
    },
  ],
  'report:close': forSignedIn(() => ({ id: 'none', action: 'none' }), {
    answer: ({ actor }) => signedIn(actor.kind, 'not_found'),
    isPlaceless: true,
  }),
} satisfies Record<string, Row | readonly Row[]>;
