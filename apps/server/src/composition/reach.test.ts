import { expect, test } from 'vitest';
import { reachOf } from './reach.ts';

const publicUrl = 'https://chat.example.com';

test('[OPS-43] a start says who reaches the server, with which address invitations begin, and what is missing for friends', () => {
  const home = reachOf({ host: '127.0.0.1', publicUrl: null, tls: null });
  expect(home.by).toBe('this machine only');
  expect(home.told).toMatch(/this machine only\. .*friends elsewhere cannot open them.*README\.md/);

  const behindProxy = reachOf({ host: 'localhost', publicUrl, tls: null });
  expect(behindProxy.told).toMatch(/proxy.*Invitations begin with https:\/\/chat\.example\.com\.$/);

  const open = reachOf({ host: '0.0.0.0', publicUrl: null, tls: null });
  expect(open.by).toMatch(/^everyone who reaches one of .*127\.0\.0\.1/);
  expect(open.told).toMatch(/whoever makes them has opened; ROOKERY_PUBLIC_URL.*not encrypted/);

  const whole = reachOf({ host: '192.0.2.7', publicUrl, tls: { cert: 'cert.pem', key: 'key.pem' } });
  expect(whole.told).toBe(`It can be reached by whoever reaches 192.0.2.7. Invitations begin with ${publicUrl}.`);
});
