import { asConversationId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { ownersOf } from './owners.ts';

test('[FIND-9] each conversation has two owners, about as many on each node, and who leaves moves only what it owned', () => {
  const nodes = ['n1', 'n2', 'n3', 'n4'];
  const conversations = Array.from({ length: 2_000 }, (_, index) => asConversationId(`r_${index}`));
  const owned = new Map(nodes.map((node) => [node, 0]));
  for (const conversation of conversations) {
    const owners = ownersOf(conversation, nodes);
    expect(new Set(owners).size).toBe(2);
    for (const node of owners) owned.set(node, (owned.get(node) ?? 0) + 1);
    const left = ownersOf(conversation, ['n4', 'n1', 'n2']);
    if (owners.includes('n3')) expect(left).toEqual(expect.arrayContaining(owners.filter((node) => node !== 'n3')));
    else expect(left).toEqual(owners);
  }
  for (const count of owned.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  const thread = asConversationId(`t_rroom${'1'.padStart(8, '0')}abcdefg`);
  expect(ownersOf(thread, nodes)).toEqual(ownersOf(asConversationId('r_room'), nodes));
});
