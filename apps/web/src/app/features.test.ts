import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { combine } from '../shell/features.ts';
import { features } from './features.ts';
import { settingsTabs } from './settings-tabs.ts';

const all = combine(features);

const repeated = (values: readonly string[]): string[] =>
  values.filter((value, index) => values.indexOf(value) !== index);

test('no two features want the same address or the same key', () => {
  expect(repeated(all.segments.pages)).toEqual([]);
  expect(repeated(settingsTabs.map(({ id }) => id))).toEqual([]);
  // `m` leads to a message.
  expect(repeated([...all.segments.panels, 'm'])).toEqual([]);
  const bound = all.shortcuts.flatMap(({ everywhere = {}, outsideFields = {} }) => [
    ...Object.keys(everywhere),
    ...Object.keys(outsideFields),
  ]);
  expect(repeated(bound)).toEqual([]);
});

test('the server hands out the app at every page', () => {
  const source = readFileSync(fileURLToPath(new URL('../../../server/src/http/web-app.ts', import.meta.url)), 'utf8');
  const served = /const pages = \[([^\]]*)\]/.exec(source)?.[1]?.match(/\/[^']*/g);
  expect(served?.toSorted()).toEqual(
    [
      ...['/', '/address', '/d/*', '/dm/*', '/g/*', '/password', '/r/*', '/setup', '/unsubscribe'],
      ...all.segments.pages.map((segment) => `/${segment}`),
      ...all.segments.withParts.map((segment) => `/${segment}/*`),
    ].toSorted(),
  );
});

test('what is last in a room’s menu comes after what other features bring', () => {
  const command = { icon: 'hash', isFor: () => true, run: () => undefined } as const;
  const { roomCommands } = combine([
    { roomCommands: [{ ...command, label: 'leave', isLast: true }] },
    { roomCommands: [{ ...command, label: 'pins' }] },
  ]);
  expect(roomCommands.map(({ label }) => label)).toEqual(['pins', 'leave']);
});
