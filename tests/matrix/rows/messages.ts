import type { Right } from '@rookery/protocol';
import { standingOf } from '../cast.ts';
import { needing, signedIn } from '../answer.ts';
import { forSignedIn, inside } from '../row.ts';
import type { Cell, Row } from '../row.ts';
import { threadIn } from '../scene.ts';

/** Her own message there, else the first one. */
const own = ({ actor, place }: Cell): number => place.said.get(actor.kind) ?? 1;
const anothers = ({ place }: Cell): number => place.said.get('victim') ?? 1;
const isOutside = ({ actor, place }: Cell): boolean => standingOf(actor.kind, place.kind) === 'outside';

/** Whoever may is told that the message is no poll. */
const asksNothing = (right: 'react' | 'post', request: (cell: Cell) => object): Row => {
  const row = inside(right, request);
  return {
    ...row,
    answer: (cell) => {
      const verdict = row.answer(cell);
      return verdict === 'ok' ? 'not_found' : verdict;
    },
  };
};

const inAnHour = Date.now() + 3_600_000;
/** The same in the thread under the first message. */
const inThread = (right: Right, ask: () => object): Row => ({
  ...inside(right, ({ place }) => ({ conversation: threadIn(place), ...ask() })),
  of: 'in a thread',
});

export const messageRows = {
  'message:room': [
    inside('post', () => ({ content: 'hello' })),
    inThread('reply', () => ({ content: 'a reply' })),
    {
      ...inThread('post', () => ({ content: 'a reply to all', alsoInParent: true })),
      of: 'a reply that all see',
    },
    {
      ...inside('post', (cell) => ({ forward: { conversation: cell.place.id, seq: anothers(cell) } })),
      of: 'what was said there',
    },
  ],
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
  'message:edits': inside('read', () => ({ seq: 1 })),
  'message:trace': {
    ...inside('read', (cell) => ({ seq: own(cell) })),
    answer: ({ actor, place }) => {
      if (actor.kind === 'admin') return 'ok';
      const verdict = needing('read', actor.kind, place.kind);
      return verdict === 'ok' && !place.said.has(actor.kind) ? 'forbidden' : verdict;
    },
    mayTell: ({ actor }) => actor.kind === 'admin',
  },
  'pin:set': inside('pin', () => ({ seq: 1, on: true })),
  'pins:list': inside('read'),
  'poll:create': inside('post', () => ({ question: 'When?', options: ['now', 'later'], clientId: 'poll' })),
  // No message of the scene asks anything.
  'poll:vote': asksNothing('react', () => ({ seq: 1, options: [0] })),
  'poll:close': asksNothing('post', (cell) => ({ seq: own(cell) })),
  'saved:set': inside('read', () => ({ seq: 1, on: true })),
  'saved:list': forSignedIn(() => ({}), { isPlaceless: true }),
  'draft:set': inside('read', () => ({ content: 'not sent yet' })),
  'drafts:list': forSignedIn(() => ({}), { isPlaceless: true }),
  // Whether she may send it is tested when it is sent.
  'later:add': inside('read', () => ({ content: 'later', sendAt: inAnHour, clientId: 'later' })),
  'later:list': forSignedIn(() => ({}), { isPlaceless: true }),
  'later:cancel': {
    ...forSignedIn(() => ({ id: 'nothing' }), { isPlaceless: true }),
    answer: ({ actor }) => (signedIn(actor.kind) === 'ok' ? 'not_found' : signedIn(actor.kind)),
  },
  'history:fetch': [inside('read'), inThread('read', () => ({}))],
  'files:describe': {
    ask: () => ({ id: 'f_none', alt: 'x' }),
    answer: ({ actor }) => signedIn(actor.kind, 'not_found'),
    isPlaceless: true,
  },
  'search:messages': inside('read', () => ({ query: 'hello' })),
  'files:list': [inside('read'), inThread('read', () => ({}))],
  'thread:open': inside('read', () => ({ seq: 1 })),
  'thread:close': forSignedIn(() => ({ thread: 't_none' }), { isPlaceless: true }),
  'thread:follow': {
    ask: ({ place }) => ({ thread: threadIn(place), on: true }),
    answer: ({ actor, place }) => needing('read', actor.kind, place.kind),
  },
  sync: {
    ask: ({ place }) => ({ conversations: [{ conversation: place.id, epoch: 'x', seq: 0, rev: 0 }] }),
    answer: ({ actor }) => signedIn(actor.kind),
    wrong: (answer, cell) => {
      const [synced] = answer['conversations'];
      return (synced.head === null) === isOutside(cell) ? null : `it has the head ${JSON.stringify(synced.head)}`;
    },
  },
  'read:mark': [inside('read', () => ({ seq: 0 })), inThread('read', () => ({ seq: 0 }))],
  'receipts:list': inside('read', () => ({ seq: 1 })),
  'notify:set': inside('read', () => ({ level: 'all' })),
  'typing:set': [inside('post', () => ({ on: true })), inThread('reply', () => ({ on: true }))],
} satisfies Record<string, Row | readonly Row[]>;
