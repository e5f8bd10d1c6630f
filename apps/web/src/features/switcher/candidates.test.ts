import { asUserId, type Entry, type Room } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { entryTitle } from '../../lib/entry-title.ts';
import { findCandidates, strangeRooms } from './candidates.ts';

const room = (conversation: string, name: string, more: object = {}): Entry =>
  ({
    conversation,
    kind: 'room',
    room: { id: conversation, name, topic: '', visibility: 'public' },
    unread: 0,
    mentions: 0,
    last: null,
    ...more,
  }) as unknown as Entry;
const direct = (conversation: string, username: string, displayName: string, more: object = {}): Entry =>
  ({
    conversation,
    kind: 'direct',
    user: { id: `u_${username}`, username, displayName },
    unread: 0,
    mentions: 0,
    last: null,
    ...more,
  }) as unknown as Entry;

const entries = [
  room('r_1', '发布公告'),
  room('r_2', '前端工程', { unread: 3 }),
  room('r_3', 'random'),
  direct('d_1', 'zhangwei', '张伟', { unread: 1 }),
];
const people = [
  { id: asUserId('u_zhangwei'), username: 'zhangwei', displayName: '张伟', rev: 0 },
  { id: asUserId('u_lina'), username: 'lina', displayName: '李娜', rev: 0 },
];
const titleOf = (entry: Entry) => entryTitle((id) => (id === 'separator' ? ', ' : id), entry, 'u_me');
const find = (query: string, recent: string[] = [], open?: string) =>
  findCandidates(query, { entries, people, recent, open, titleOf }).map(({ key }) => key);

test('without a query: what waits, then what was visited, the open one last', () => {
  expect(find('', ['r_3'])).toEqual(['d_1', 'r_2', 'r_3', 'r_1']);
  expect(find('', [], 'd_1').at(-1)).toBe('d_1');
});

test('by pinyin: initials, whole syllables, any reading', () => {
  for (const query of ['fbgg', 'fabu', 'fabugonggao']) expect(find(query)).toEqual(['r_1']);
  const all = { entries: [room('r_cq', '重庆团队')], people, recent: [], open: undefined, titleOf };
  for (const query of ['cq', 'chongqing', 'zq'])
    expect(findCandidates(query, all).map(({ key }) => key)).toEqual(['r_cq']);
});

test('people one has not written to yet come by their name, once', () => {
  expect(find('li')).toEqual(['u_lina']);
  expect(find('zhang')).toEqual(['d_1']);
});

test('[WEB-50, WEB-51] everybody is reached by id; who is gone is offered only where there is something to read, and marked', () => {
  const gone = { id: asUserId('u_gone'), username: 'lina', displayName: '李娜', rev: 1, deactivated: true as const };
  const left = direct('d_2', 'left', '李雷', {});
  const all = findCandidates('@li', {
    entries: [...entries, { ...left, user: { ...left.user, deactivated: true } } as Entry],
    people: [...people, gone],
    recent: [],
    open: undefined,
    titleOf,
  });
  expect(new Map(all.map(({ key, path, isGone }) => [key, [path, isGone]]))).toEqual(
    new Map([
      ['d_2', ['/d/d_2', true]],
      ['u_lina', ['/d/u_lina', false]],
    ]),
  );
});

test('# asks for rooms only, @ for people only', () => {
  expect(find('#')).not.toContain('d_1');
  expect(find('@')).toEqual(['d_1', 'u_lina']);
});

test('public rooms are offered that the reader is not in, and no more than a few', () => {
  const found = ['r_3', 'r_7', 'r_8', 'r_9', 'r_10', 'r_11', 'r_12'].map(
    (id) => ({ id, name: `random ${id}`, visibility: 'public' }) as unknown as Room,
  );
  const offered = strangeRooms(found, entries);
  expect(offered.map(({ key }) => key)).toEqual(['r_7', 'r_8', 'r_9', 'r_10', 'r_11']);
  expect(offered[0]).toMatchObject({ kind: 'room', path: '/r/r_7', detail: '', room: { id: 'r_7' } });
});

test('[WEB-95] a group is found by its name and by each of its people', () => {
  const users = [
    { id: 'u_lina', username: 'lina', displayName: '李娜' },
    { id: 'u_zhangwei', username: 'zhangwei', displayName: '张伟' },
  ];
  const group = {
    ...direct('g_1', 'x', 'x', {}),
    kind: 'group',
    user: undefined,
    users,
    name: 'Lunch',
  } as unknown as Entry;
  for (const query of ['lun', 'lina', '@zhang'])
    expect(
      findCandidates(query, { entries: [group], people: [], recent: [], open: undefined, titleOf }).map(
        ({ key }) => key,
      ),
    ).toEqual(['g_1']);
  expect(findCandidates('#lun', { entries: [group], people: [], recent: [], open: undefined, titleOf })).toEqual([]);
});
