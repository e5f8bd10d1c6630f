import { asUserId } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { nameAmong, nameTwins } from './name-twins.ts';

const text = (id: string) => (id === 'person.deleted' ? '已删除的账号' : id);

describe('[WEB-27] people of one display name', () => {
  test('are found in any case and width; one person in two places is no twin', () => {
    const people = [
      { id: 'u_1', displayName: 'Ann' },
      { id: 'u_2', displayName: 'ＡＮＮ' },
      { id: 'u_3', displayName: 'Ben' },
      { id: 'u_3', displayName: 'Ben' },
      { id: 'u_4', displayName: '小明' },
    ];
    expect([...nameTwins(people)]).toEqual(['ann']);
  });
  test('are told apart in a sentence too', () => {
    const people = new Map([
      ['u_1', { id: asUserId('u_1'), displayName: 'Ann', username: 'ann' }],
      ['u_2', { id: asUserId('u_2'), displayName: 'Ann', username: 'ann2' }],
      ['u_3', { id: asUserId('u_3'), displayName: 'Ben', username: 'ben' }],
      ['u_4', { id: asUserId('u_4'), displayName: 'Deleted account', username: 'u_4' }],
      ['u_5', { id: asUserId('u_5'), displayName: 'Deleted account', username: 'u_5' }],
    ]);
    expect([...people.values()].map((person) => nameAmong(text, people, person))).toEqual([
      'Ann (@ann)',
      'Ann (@ann2)',
      'Ben',
      '已删除的账号',
      '已删除的账号',
    ]);
  });
});
