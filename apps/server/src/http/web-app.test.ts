import { expect, test } from 'vitest';
import { placeManifest, placePage } from './web-app.ts';

const built =
  '<meta name="rookery-base" content="" /><link href="./assets/a.css" /><script src="./assets/a.js"></script><use href="#i-x" /><p>src="./kept"</p>';

test('[OPS-31] the page refers to its files from the base path, at whatever address it is opened', () => {
  expect(placePage(built, '/chat')).toBe(
    '<meta name="rookery-base" content="/chat" /><link href="/chat/assets/a.css" /><script src="/chat/assets/a.js"></script><use href="#i-x" /><p>src="./kept"</p>',
  );
  expect(placePage(built, '')).toContain('content="" /><link href="/assets/a.css" />');
});

test('[OPS-31] an installed app is told of its files from the base path too', () => {
  const manifest = '{ "id": "/", "start_url": "/", "icons": [{ "src": "/icon.png", "type": "image/png" }] }';
  expect(placeManifest(manifest, '')).toBe(manifest);
  expect(JSON.parse(placeManifest(manifest, '/chat'))).toEqual({
    ...{ id: '/chat/', start_url: '/chat/' },
    icons: [{ src: '/chat/icon.png', type: 'image/png' }],
  });
});
