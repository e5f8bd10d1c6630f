import { readdirSync, readFileSync } from 'node:fs';
import { asConversationId, asUserId } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { conversationKey, conversationKeys, dueKey, tagOf, taggedKey, userKey } from './keys.ts';
import { slotOf } from './slots.ts';

const room = asConversationId('r_Xc81pL');

test('all keys of a conversation are in the slot of its tag, those of a user in hers', () => {
  const slot = slotOf(`{${tagOf(room)}}`);
  for (const key of [
    ...conversationKeys(room, 'cmniaolhdep'),
    conversationKey(room, '@u_1'),
    conversationKey(room, 'x:3:👍'),
  ])
    expect(slotOf(key)).toBe(slot);
  // What is due there is written in the same step.
  expect(slotOf(dueKey(room))).toBe(slot);
  const user = asUserId('u_5hV2kQ');
  for (const part of ['u', 'i', 'g', 's', 'p']) expect(slotOf(userKey(user, part))).toBe(slotOf(user));
});

test('what lives in another’s slot has keys of its own there, from which scripts find the others as ever', () => {
  const [own, guests] = [conversationKey(room, 'c'), taggedKey(tagOf(room), 't_1', 'c')];
  expect(slotOf(guests)).toBe(slotOf(own));
  expect(guests).not.toBe(own);
  // Scripts put another part in the place of the first key's last letter.
  expect(`${guests.slice(0, -1)}l`).toBe(taggedKey(tagOf(room), 't_1', 'l'));
});

test('the dictionary of keys names every script', () => {
  const dictionary = readFileSync(new URL('../../../../../docs/redis-keys.md', import.meta.url), 'utf8');
  const scripts = readdirSync(new URL('./lua/', import.meta.url))
    .map((name) => name.replace(/\.lua$/, ''))
    .filter((name) => !name.startsWith('_'));
  expect(scripts.filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(dictionary))).toEqual([]);
});
