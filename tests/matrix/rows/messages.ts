import { standingOf } from '../cast.ts';
import { needing, signedIn } from '../answer.ts';
import { inside } from '../row.ts';
import type { Cell, Row } from '../row.ts';

/** Her own message there, else the first one. */
const own = ({ actor, place }: Cell): number => place.said.get(actor.kind) ?? 1;
const anothers = ({ place }: Cell): number => place.said.get('victim') ?? 1;
const isOutside = ({ actor, place }: Cell): boolean => standingOf(actor.kind, place.kind) === 'outside';

export const messageRows = {
  'message:room': inside('post', () => ({ content: 'hello' })),
  'message:private': inside('post', () => ({ content: 'hello' })),
  'message:edit': [
    { ...inside('post', (cell) => ({ seq: own(cell), content: 'edited' })), of: 'her own' },
    {
      ...inside('post', (cell) => ({ seq: anothers(cell), content: 'edited' })),
      of: 'another’s',
      answer: ({ actor, place }) => {
        const verdict = needing('post', actor.kind, place.kind);
        return verdict === 'ok' ? 'forbidden' : verdict;
      },
    },
  ],
  'message:links': [
    { ...inside('delete_any', (cell) => ({ seq: anothers(cell), off: true })), of: 'another’s' },
    { ...inside('read', (cell) => ({ seq: own(cell), off: true })), of: 'her own' },
  ],
  'message:delete': [
    { ...inside('delete_any', (cell) => ({ seq: anothers(cell) })), of: 'another’s' },
    { ...inside('read', (cell) => ({ seq: own(cell) })), of: 'her own' },
  ],
  'message:react': inside('react', () => ({ seq: 1, emoji: '👍', on: true })),
  'history:fetch': inside('read'),
  'files:describe': {
    ask: () => ({ id: 'f_none', alt: 'x' }),
    answer: ({ actor }) => signedIn(actor.kind, 'not_found'),
    isPlaceless: true,
  },
  'files:list': inside('read'),
  'search:messages': inside('read', () => ({ query: 'hello' })),
  sync: {
    ask: ({ place }) => ({ conversations: [{ conversation: place.id, epoch: 'x', seq: 0, rev: 0 }] }),
    answer: ({ actor }) => signedIn(actor.kind),
    wrong: (answer, cell) => {
      const [synced] = answer['conversations'];
      return (synced.head === null) === isOutside(cell) ? null : `it has the head ${JSON.stringify(synced.head)}`;
    },
  },
  'read:mark': inside('read', () => ({ seq: 0 })),
  'typing:set': inside('post', () => ({ on: true })),
} satisfies Record<string, Row | readonly Row[]>;
