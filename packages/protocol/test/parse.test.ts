import { describe, expect, test } from 'vitest';
import type { ClientEventName } from '../src/index.ts';
import { clientEvents, limits, parseRequest } from '../src/index.ts';
import { goodPayloads, refused, requiredFields } from './refused.ts';

const names = Object.keys(clientEvents) as ClientEventName[];
const mayBeEmpty: readonly ClientEventName[] = [
  'user:leave',
  'rooms:list',
  'inbox:list',
  'people:look',
  'settings:get',
  'saved:list',
  'drafts:list',
  'later:list',
  'reports:list',
  'admin:settings',
  'admin:storage',
  'hold:list',
  'admin:ops',
  'invite:create',
  'invite:list',
];
/** Where null means something: the mute is lifted, what was chosen is taken back. */
const takesNull: Partial<Record<ClientEventName, readonly string[]>> = {
  'room:mute': ['until'],
  'profile:set': ['status'],
  'settings:set': ['quietHours', 'language'],
  'saved:set': ['remindAt'],
  'admin:settings': ['retentionDays', 'retentionMessages'],
  'notify:set': ['conversation', 'level', 'mutedUntil'],
};
/** Fields of a few words: any other is not too long, but wrong. */
const choices = [
  'mentions',
  'visibility',
  'role',
  'directFrom',
  'registration',
  'roomCreation',
  'type',
  'level',
  'span',
];
const shorthands: Partial<Record<ClientEventName, string>> = {
  'user:join': 'username',
  'room:create': 'name',
  'room:join': 'room',
  'room:leave': 'room',
};

const halfMegabyte = 'x'.repeat(500_000);
const loneSurrogate = 'a\ud800b';

const nested = (depth: number, wrap: (inner: string) => string): unknown => {
  const [open = '', close = ''] = wrap('|').split('|');
  return JSON.parse(`${open.repeat(depth)}0${close.repeat(depth)}`);
};
const deepArray = nested(20_000, (inner) => `[${inner}]`);
const deepObject = nested(20_000, (inner) => `{"room":${inner}}`);

/** What no field takes, whatever its type. */
const wrongEverywhere: readonly (readonly [what: string, value: unknown])[] = [
  ['null', null],
  ['not a number', Number.NaN],
  ['a fraction below zero', -1.5],
  ['a deep array', deepArray],
  ['a deep object', deepObject],
  ['binary', Buffer.from('general')],
];

describe.each(names)('%s', (name) => {
  const good = goodPayloads[name];
  const shorthand = shorthands[name];

  test('[WIRE-3] takes what it should, and drops fields it does not know', () => {
    expect(parseRequest(name, good)).toEqual(good);
    expect(parseRequest(name, { ...good, from: 'mallory', extra: { deep: [1] } })).toEqual(good);
  });

  test('[WIRE-4] takes a bare string only where it stands for a field', () => {
    if (shorthand === undefined) expect(refused(name, 'general')).toMatchObject({ code: 'bad_request' });
    else expect(parseRequest(name, 'general')).toEqual({ [shorthand]: 'general' });
  });

  test('[WIRE-4] takes a missing payload only where it asks for nothing', () => {
    if (mayBeEmpty.includes(name)) expect(parseRequest(name, undefined)).toEqual({});
    else expect(refused(name, undefined)).toMatchObject({ code: 'bad_request' });
  });

  test.each<readonly [string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['a truth value', true],
    ['an empty array', []],
    ['an array', ['general', { room: 'general' }]],
    ['a Buffer', Buffer.from('{"room":"general"}')],
    ['an ArrayBuffer', new ArrayBuffer(8)],
    ['a typed array', new Uint8Array([1, 2])],
    ['a deep array', deepArray],
    ['a function', () => undefined],
    ['a symbol', Symbol('x')],
    ['a big integer', 1n],
  ])('[WIRE-5] refuses %s', (_, payload) => {
    expect(refused(name, payload)).toMatchObject({ code: 'bad_request' });
  });

  test('[WIRE-5] names the field that is missing', () => {
    for (const field of requiredFields[name]) {
      const { [field]: _, ...rest } = good;
      expect(refused(name, rest), field).toMatchObject({ code: 'bad_request', field });
    }
  });

  test('[WIRE-5] refuses a wrong value in any field', () => {
    for (const field of Object.keys(good))
      for (const [what, value] of wrongEverywhere) {
        if (value === null && takesNull[name]?.includes(field)) continue;
        const answer = refused(name, { ...good, [field]: value });
        expect(answer?.code, `${field}: ${what}`).toBe('bad_request');
      }
  });

  test('[WIRE-5] refuses half a megabyte of text in any field, and never echoes it', () => {
    for (const field of Object.keys(good)) {
      const answer = refused(name, { ...good, [field]: halfMegabyte });
      expect(answer?.code, field).toBe(
        typeof good[field] === 'string' && !choices.includes(field) ? 'too_large' : 'bad_request',
      );
      expect(JSON.stringify(answer).length).toBeLessThan(300);
    }
    if (shorthand !== undefined)
      expect(refused(name, halfMegabyte)).toMatchObject({ code: 'too_large', field: shorthand });
    else expect(refused(name, halfMegabyte)).toMatchObject({ code: 'bad_request' });
  });

  test('[WIRE-5] refuses lone surrogates and control characters in any text', () => {
    for (const field of Object.keys(good)) {
      // Opaque words: compared or looked up, never shown, so any of them is just unknown.
      if (typeof good[field] !== 'string' || field === 'cursor') continue;
      for (const text of [loneSurrogate, 'a\udc00', 'a\u0000b', 'a\u001bb', 'a\u007fb', 'a\u0085b'])
        expect(refused(name, { ...good, [field]: text }), `${field}: ${JSON.stringify(text)}`).toMatchObject({
          code: 'bad_request',
          field,
        });
    }
  });

  test('[WIRE-6] is not fooled by __proto__, constructor or inherited names', () => {
    const poisoned: unknown = JSON.parse(
      `{"__proto__":{"isAdmin":true,"room":"evil"},"constructor":{"prototype":{"isAdmin":true}},"toString":1,${JSON.stringify(good).slice(1)}`.replace(
        /,}$/,
        '}',
      ),
    );
    const parsed = parseRequest(name, poisoned);
    expect(parsed).toEqual(good);
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  test('[WIRE-6] survives 20,000 levels in fields it does not know', () => {
    expect(parseRequest(name, { ...good, extra: deepObject, more: deepArray })).toEqual(good);
  });
});

test('[WIRE-5] the tables of this test name every event', () => {
  expect(Object.keys(goodPayloads).sort()).toEqual([...names].sort());
  expect(names.filter((name) => 'mayBeEmpty' in clientEvents[name])).toEqual(mayBeEmpty);
  for (const name of names) expect(clientEvents[name].name).toBe(name);
});

describe('[WIRE-7] a conversation is named once', () => {
  test.each<readonly [ClientEventName, Record<string, unknown>]>([
    ['history:fetch', { conversation: 'r_1', room: 'general' }],
    ['history:fetch', { room: 'general', to: 'bob' }],
    ['history:fetch', {}],
    ['message:edit', { conversation: 'r_1', to: 'bob', seq: 1, content: 'x' }],
    ['message:room', { conversation: 'r_1', room: 'general', content: 'x' }],
    ['message:private', { conversation: 'd_1', to: 'bob', content: 'x' }],
    ['room:join', { to: 'bob' }],
    ['message:private', { room: 'general', content: 'x' }],
    ['read:mark', { conversation: 'u_1', seq: 1 }],
    ['read:mark', { conversation: 'general', seq: 1 }],
  ])('%s refuses %j', (name, payload) => {
    expect(refused(name, payload)).toMatchObject({ code: 'bad_request' });
  });

  test.each<readonly [ClientEventName, Record<string, unknown>]>([
    ['history:fetch', { to: 'bob' }],
    ['read:mark', { room: 'general', seq: 0 }],
    ['typing:set', { to: 'u_1', on: false }],
    ['message:room', { conversation: 'r_1', content: 'x' }],
    ['message:private', { conversation: 'd_1', content: 'x' }],
    ['room:leave', { conversation: 'r_1' }],
  ])('%s takes %j', (name, payload) => {
    expect(parseRequest(name, payload)).toEqual(payload);
  });

  test('a field that another event knows is as unknown as any', () => {
    expect(parseRequest('message:room', { room: 'general', content: 'x', to: null })).toEqual({
      room: 'general',
      content: 'x',
    });
  });
});

describe('[WIRE-8] numbers', () => {
  const history = { conversation: 'r_1' };
  test.each([0, -1, 1.5, 2 ** 53, 1e308, '4', Number.POSITIVE_INFINITY])('before refuses %s', (before) => {
    expect(refused('history:fetch', { ...history, before })).toMatchObject({ code: 'bad_request', field: 'before' });
  });
  test('after may be 0, before may not; a page may be asked too long', () => {
    expect(parseRequest('history:fetch', { ...history, after: 0, limit: 1_000_000 })).toMatchObject({ after: 0 });
    expect(refused('history:fetch', { ...history, limit: 0 })).toMatchObject({ code: 'bad_request', field: 'limit' });
  });
  test('one direction at most', () => {
    expect(refused('history:fetch', { ...history, before: 3, around: 3 })).toMatchObject({ code: 'bad_request' });
  });
});

describe('[WIRE-9] lists stop at their limits', () => {
  const user = (index: number): string => `u_${index}`;
  test('presence:watch', () => {
    const users = Array.from({ length: limits.watchUsers }, (_, index) => user(index));
    expect(parseRequest('presence:watch', { users }).users).toHaveLength(limits.watchUsers);
    expect(refused('presence:watch', { users: [...users, 'u_x'] })).toMatchObject({
      code: 'too_large',
      field: 'users',
    });
  });
  test('people:look', () => {
    const users = Array.from({ length: limits.lookUsers }, (_, index) => user(index));
    expect(parseRequest('people:look', { users }).users).toHaveLength(limits.lookUsers);
    expect(refused('people:look', { users: [...users, 'u_x'] })).toMatchObject({ code: 'too_large', field: 'users' });
    expect(refused('people:look', { users: ['u_1'], query: 'al' })).toMatchObject({
      code: 'bad_request',
      field: 'users',
    });
  });
  test('sync', () => {
    const held = { conversation: 'r_1', epoch: 'e', seq: 1, rev: 0 };
    const ask = (length: number) => ({ conversations: Array.from({ length }, () => held) });
    expect(refused('sync', ask(limits.syncConversations))).toBeNull();
    expect(refused('sync', ask(limits.syncConversations + 1))).toMatchObject({
      code: 'too_large',
      field: 'conversations',
    });
  });
  test('too long comes before another field’s fault, and after its own wrong type', () => {
    const conversations = Array(101).fill(0);
    expect(refused('sync', { inbox: 'x', conversations })).toMatchObject({ code: 'too_large' });
    expect(refused('sync', { conversations: 'x'.repeat(101) })).toMatchObject({ code: 'bad_request' });
  });
  test('half a million faults cost no more than the first', () => {
    const before = process.threadCpuUsage();
    expect(refused('presence:watch', { users: Array(500_000).fill(0) })).toMatchObject({ code: 'too_large' });
    expect(refused('sync', { conversations: Array(300_000).fill({}) })).toMatchObject({ code: 'too_large' });
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});

test('[WIRE-10] a complaint names the field and the limit, in one sentence', () => {
  expect(refused('message:room', { room: 'general', content: 'x'.repeat(8_001) })).toEqual({
    code: 'too_large',
    field: 'content',
    message: 'content must be at most 8000 UTF-8 bytes.',
  });
  expect(refused('message:react', { conversation: 'r_1', seq: 1, emoji: '👍' })).toEqual({
    code: 'bad_request',
    field: 'on',
    message: 'on is missing, or not of type boolean.',
  });
  expect(refused('room:create', { name: 'x', visibility: 'secret' })).toEqual({
    code: 'bad_request',
    field: 'visibility',
    message: 'visibility must be one of public, private.',
  });
  expect(refused('sync', { conversations: [{ conversation: 'r_1', epoch: 'e', seq: 1 }] })).toMatchObject({
    field: 'conversations.0.rev',
  });
  expect(refused('message:room', null)).toEqual({
    code: 'bad_request',
    message: 'The payload is missing, or not of type object.',
  });
});
