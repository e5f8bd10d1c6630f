import fc from 'fast-check';
import { foldName } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { looksAlike, nameSkeletons } from './name-skeletons.ts';
import { mixesScriptsWell } from './script-mix.ts';

describe('[WIRE-30] names that look alike', () => {
  test.each([
    ['alice', 'аlice'],
    ['alice', 'ALICE'],
    ['alice', 'AIice'],
    ['alice', 'a1ice'],
    ['alice', 'ａlice'],
    ['alice', '𝐚𝐥𝐢𝐜𝐞'],
    ['paypal', 'раураl'],
    ['bob', 'b0b'],
    ['morning', 'rnorning'],
    ['general', 'genera1'],
    ['general', 'gen\u200beral'],
    ['Release notes', 'Release  notes'],
    ['Release notes', 'Release\u00a0notes'],
    ['Αθήνα', 'Aθήνα'],
    ['一', 'ー'],
    ['二', 'ニ'],
    ['strasse', 'straße'],
  ])('%j and %j', (one, other) => {
    expect(looksAlike(one, other)).toBe(true);
    expect(looksAlike(other, one)).toBe(true);
  });
  test.each([
    ['alice', 'alicé'],
    ['alice', 'alice2'],
    ['ann', 'anna'],
    ['a-b', 'a_b'],
    ['小明', '小朋'],
    ['room-01', 'room-02'],
    ['олег', 'oleg'],
  ])('%j and %j do not', (one, other) => {
    expect(looksAlike(one, other)).toBe(false);
  });

  const anyName = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'aAаIl1|0OoΟmrnСcßẞéé́ſ\u200b '), minLength: 1, maxLength: 12 }),
  );
  test('a name looks like itself, in every case; names of one folded form always meet', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(nameSkeletons(name).length).toBeLessThanOrEqual(2);
        expect(looksAlike(name, name.normalize('NFC'))).toBe(true);
        for (const other of [foldName(name), name.toUpperCase(), name.toLowerCase()])
          if (foldName(other) === foldName(name)) expect(looksAlike(name, other)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
  test('a long name costs little', () => {
    const before = process.threadCpuUsage();
    for (let round = 0; round < 100; round += 1) nameSkeletons('ﷺ'.repeat(80));
    expect(process.threadCpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});

describe('[WIRE-31] scripts in one name', () => {
  test.each([
    ...['alice', 'alice7', '张伟', '张Wei', 'たろうTARO太郎', 'ﾀﾛｳ', '김치kim', 'ㄅㄆ注音a', 'олег', 'Ωμέγα', 'नमस्ते'],
    ...['7', '小明2', 'ʻokina', 'a.b-c_d', 'ᏣᎳᎩ', 'e\u0301', 'ー', '々a', 'x²', '𠮷野家'],
  ])('%s', (name) => {
    expect(mixesScriptsWell(name)).toBe(true);
  });
  test.each(['аlice', 'Ωmega', 'олеg', '张олег', 'たろうㄅ', '김たろ', 'नमसa', 'ᏣaᎩ', 'αб'])(
    '%s mixes what nobody writes',
    (name) => {
      expect(mixesScriptsWell(name)).toBe(false);
    },
  );
});
