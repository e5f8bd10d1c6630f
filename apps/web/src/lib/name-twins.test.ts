import { describe, expect, test } from 'vitest';
import { nameTwins } from './name-twins.ts';

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
});
