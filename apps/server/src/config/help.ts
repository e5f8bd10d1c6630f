import { settingList } from './settings.ts';

/** What `npm start -- --help` prints. */
export function helpText(): string {
  const lines = settingList.map(
    ({ name, about, fallback, example }) =>
      `  ${name}\n      ${about}\n      default: ${fallback === '' ? '(unset)' : fallback}   example: ${example}`,
  );
  return [
    'Rookery: real-time chat that never loses, doubles or reorders a message.',
    '',
    'Usage: npm start            serves the chat on http://localhost:8080',
    '       npm start -- --help  this text',
    '',
    'Settings (environment variables):',
    '',
    ...lines,
    '',
  ].join('\n');
}
