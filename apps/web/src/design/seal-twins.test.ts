import { expect, test } from 'vitest';
import { meetSeal, onSealTwins, secondGlyph } from './seal-twins.ts';

test('[WEB-270] what tells two seals apart is the first letter that is in no other name; it is told when the second comes', () => {
  let told = 0;
  const end = onSealTwins(() => (told += 1));
  meetSeal('red 伟', 'u_1', '张伟');
  meetSeal('red 伟', 'u_1', '张伟');
  expect([told, secondGlyph('red 伟', 'u_1'), secondGlyph('blue 伟', 'u_3')]).toEqual([0, '', '']);
  meetSeal('red 伟', 'u_2', '李大伟');
  expect([told, secondGlyph('red 伟', 'u_1'), secondGlyph('red 伟', 'u_2')]).toEqual([1, '张', '李']);
  meetSeal('red AC', 'u_4', 'Amelia Chen');
  meetSeal('red AC', 'u_5', 'Anna Cho');
  expect([secondGlyph('red AC', 'u_4'), secondGlyph('red AC', 'u_5')]).toEqual(['m', 'o']);
  // A new name is another second letter; the same name leaves nothing to tell them by.
  meetSeal('red 伟', 'u_2', '张伟');
  expect([secondGlyph('red 伟', 'u_1'), secondGlyph('red 伟', 'u_2')]).toEqual(['', '']);
  end();
});
