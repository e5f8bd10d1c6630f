import { expect, test } from 'vitest';
import { placePage } from './web-app.ts';

const built =
  '<meta name="rookery-base" content="" /><link href="./assets/a.css" /><script src="./assets/a.js"></script><use href="#i-x" /><p>src="./kept"</p>';

test('[OPS-31] the page refers to its files from the base path, at whatever address it is opened', () => {
  expect(placePage(built, '/chat')).toBe(
    '<meta name="rookery-base" content="/chat" /><link href="/chat/assets/a.css" /><script src="/chat/assets/a.js"></script><use href="#i-x" /><p>src="./kept"</p>',
  );
  expect(placePage(built, '')).toContain('content="" /><link href="/assets/a.css" />');
});
