import { defineConfig } from '@lingui/conf';
import { languages } from './src/locales/languages.ts';

export default defineConfig({
  sourceLocale: 'en',
  locales: languages.map(({ tag }) => tag),
  // What a catalogue lacks.
  fallbackLocales: { 'zh-TW': 'zh-CN', default: 'en' },
  catalogs: [{ path: '<rootDir>/src/locales/{locale}', include: ['src'] }],
});
