import { describe, expect, test } from 'vitest';
import { conversationPath, paths, pathWithin, placeOf as placeAmong } from './paths.ts';

const placeOf = (path: string) =>
  placeAmong(path, { pages: ['rooms', 'settings'], withParts: ['settings'], panels: ['members', 't'] });

describe('addresses', () => {
  test('lead where they say', () => {
    expect(placeOf('/')).toEqual({ kind: 'inbox' });
    expect(placeOf(paths.rooms)).toEqual({ kind: 'page', segment: 'rooms', part: undefined });
    expect(placeOf(paths.settings)).toEqual({ kind: 'page', segment: 'settings', part: undefined });
    expect(placeOf(paths.settingsTab('account'))).toEqual({ kind: 'page', segment: 'settings', part: 'account' });
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
    expect(placeOf(paths.message(paths.direct('d_1'), 7))).toEqual({
      kind: 'direct',
      id: 'd_1',
      seq: 7,
      panel: undefined,
    });
  });
  test('[WEB-188] a message of a thread has one too', () => {
    const path = paths.message(paths.thread(paths.room('r_1'), 5), 7);
    expect(path).toBe('/r/r_1/t/5/m/7');
    expect(placeOf(path)).toMatchObject({ kind: 'room', room: 'r_1', seq: undefined, panel: 't', thread: 5, reply: 7 });
    expect(pathWithin('/r/r_1', { seq: undefined, panel: 't', thread: 5, reply: 7 })).toBe(path);
    for (const wrong of ['/r/r_1/t/5/m', '/r/r_1/t/5/x/7', '/r/r_1/t/5/m/0', '/r/r_1/m/5/m/7', '/r/r_1/t/5/m/7/8'])
      expect(placeOf(wrong), wrong).toEqual({ kind: 'unknown' });
  });
  test('[WEB-50] addresses of before 0.3, by username, are known', () => {
    expect(placeOf('/dm/%E5%B0%8F%E6%98%8E/m/7')).toEqual({
      kind: 'named',
      username: '小明',
      seq: 7,
      panel: undefined,
    });
    expect(placeOf('/dm/@..')).toMatchObject({ kind: 'named', username: '..' });
  });
  test('what is open in a conversation stays open under another address of it', () => {
    expect(pathWithin('/d/d_1', { seq: 7, panel: undefined })).toBe('/d/d_1/m/7');
    expect(pathWithin('/d/d_1', { seq: undefined, panel: 'members' })).toBe('/d/d_1/members');
    expect(pathWithin('/d/d_1', { seq: undefined, panel: undefined })).toBe('/d/d_1');
  });
  test('a name with a slash, a percent sign or spaces survives', () => {
    for (const room of ['a/b', '100%', '50% off', 'a%2Fb', '%41', 'two words', '发布/公告', '#1 @home?', '\\'])
      expect(placeOf(paths.room(room))).toMatchObject({ kind: 'room', room });
  });
  test('what leads nowhere is known as such', () => {
    for (const path of [
      '/x',
      '/join',
      '/rooms/more',
      '/settings/account/more',
      '/r',
      '/r/a/b',
      '/r/a/m/0',
      '/r/a/m/x',
      '/r/a/m/1/2',
      '/dm',
      '/d',
      '/d/a/threads',
      '/dm/a/threads',
      '/r/%E0%A4%A',
    ]) {
      expect(placeOf(path), path).toEqual({ kind: 'unknown' });
    }
  });
  test('[WEB-50] every conversation is addressed by its id', () => {
    expect(conversationPath({ conversation: 'd_1', kind: 'direct' })).toBe('/d/d_1');
    expect(conversationPath({ conversation: 'g_1', kind: 'group' })).toBe('/g/g_1');
    expect(placeOf('/g/g_1/m/3')).toEqual({ kind: 'group', id: 'g_1', seq: 3, panel: undefined });
    expect(conversationPath({ conversation: 'r_1', kind: 'room' })).toBe('/r/r_1');
  });
});
