import { needing, signedIn } from '../answer.ts';
import type { Row } from '../row.ts';

export const auditRows = {
  'audit:list': [
    {
      of: 'the room',
      ask: ({ place }) => ({ room: place.id }),
      // For moderators and owners, as those who hold `mute` are.
      answer: ({ actor, place }) => {
        if (place.kind === 'direct') return signedIn(actor.kind, 'not_found');
        return actor.kind === 'admin' ? 'ok' : needing('mute', actor.kind, place.kind);
      },
      mayTell: ({ actor }) => actor.kind === 'admin',
    },
    {
      of: 'the server',
      ask: () => ({}),
      answer: ({ actor }) => signedIn(actor.kind, actor.kind === 'admin' ? 'ok' : 'forbidden'),
      isPlaceless: true,
    },
  ],
} satisfies Record<string, readonly Row[]>;
