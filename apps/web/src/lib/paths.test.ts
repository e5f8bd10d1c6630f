import { describe, expect, test } from 'vitest';
import { conversationPath, paths, placeOf as placeAmong } from './paths.ts';

const placeOf = (path: string) => placeAmong(path, { pages: ['rooms'], panels: ['members'] });

describe('addresses', () => {
  test('lead where they say', () => {
    expect(placeOf('/')).toEqual({ kind: 'inbox' });
    expect(placeOf(paths.rooms)).toEqual({ kind: 'page', segment: 'rooms' });
    expect(placeOf(paths.room('r_1'))).toEqual({ kind: 'room', room: 'r_1', seq: undefined, panel: undefined });
    expect(placeOf(paths.panel(paths.room('r_1'), 'members'))).toEqual({
      kind: 'room',
      room: 'r_1',
      seq: undefined,
      panel: 'members',
    });
    expect(placeOf(paths.message(paths.room('r_1'), 42))).toEqual({
      kind: 'room',
      room: 'r_1',
      seq: 42,
      panel: undefined,
    });
    expect(placeOf(paths.message(paths.direct('小明'), 7))).toEqual({
      kind: 'direct',
      username: '小明',
      seq: 7,
      panel: undefined,
    });
  });
  test('a name with a slash, a percent sign or spaces survives', () => {
    for (const room of ['a/b', '100%', '50% off', 'a%2Fb', '%41', 'two words', '发布/公告', '#1 @home?', '\\'])
      expect(placeOf(paths.room(room))).toMatchObject({ kind: 'room', room });
  });
  test('a person whose name is nothing but full stops has an address that a browser leaves alone', () => {
    for (const name of ['.', '..', '...', '.a', 'b.']) {
      const { pathname } = new URL(paths.message(paths.direct(name), 3), 'http://a.example');
      expect(placeOf(pathname)).toEqual({ kind: 'direct', username: name, seq: 3 });
    }
  });
  test('what leads nowhere is known as such', () => {
    for (const path of [
      '/x',
      '/join',
      '/rooms/more',
      '/r',
      '/r/a/b',
      '/r/a/m/0',
      '/r/a/m/x',
      '/r/a/m/1/2',
      '/dm',
      '/dm/a/threads',
      '/r/%E0%A4%A',
    ]) {
      expect(placeOf(path), path).toEqual({ kind: 'unknown' });
    }
  });
  test('a conversation is addressed by person or by room', () => {
    expect(conversationPath({ conversation: 'd_1', kind: 'direct', user: { username: 'lina' } })).toBe('/dm/lina');
    expect(conversationPath({ conversation: 'r_1', kind: 'room' })).toBe('/r/r_1');
  });
});
