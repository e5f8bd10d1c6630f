import { clientEvents } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { changeNeeds, rightsOf } from '../domain/rights.ts';
import { operations } from './operations.ts';

const names = Object.keys(operations) as ClientEventName[];
const those = (fits: (name: ClientEventName) => boolean): string[] => names.filter(fits).toSorted();

test('every event has an operation, and every operation an event', () => {
  expect(names.toSorted()).toEqual(Object.keys(clientEvents).toSorted());
});

test('[SES-4] before joining one may join and look at the list of rooms, nothing else', () => {
  expect(those((name) => operations[name].who === 'anyone')).toEqual(['rooms:list', 'user:join']);
});

test('[HTTP-3] those of a connection, and no others, are not for HTTP', () => {
  expect(those((name) => operations[name].run === null)).toEqual([
    ...['presence:watch', 'sync', 'thread:close', 'thread:open', 'typing:set'],
  ]);
  for (const name of names) expect(operations[name].run ?? operations[name].onConnection, name).not.toBeNull();
});

test('what a change to a message needs is what its operation says', () => {
  for (const kind of ['edit', 'delete', 'react'] as const) {
    const { right } = operations[`message:${kind}`];
    expect(right && rightsOf(right), kind).toBe(changeNeeds[kind].needs);
  }
});
