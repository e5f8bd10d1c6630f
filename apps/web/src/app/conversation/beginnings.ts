import type { Person } from '@rookery/client';

/** Where the draft is kept until the conversation has begun; before version 0.3 it was by username. */
export const newDraftKey = (person: Person): string => `@${person.id}`;
export const oldDraftKey = (person: Person): string => `@${person.username}`;

/** Where what was begun to somebody may be kept. A username of one who is gone may be another's. */
export const beginningsOf = (person: Person): readonly string[] => [
  newDraftKey(person),
  ...(person.deactivated ? [] : [oldDraftKey(person)]),
];
