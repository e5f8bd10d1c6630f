import { freePort } from '@rookery/testkit/free-port';
import { everyoneLeaves, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import type { ParsedMail } from 'mailparser';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, bearer, newAccount, password } from './account-program.ts';
import { call } from './http-program.ts';
import { startMailServer } from './mail-server.ts';
import type { RealMailServer } from './mail-server.ts';

/** About three seconds. */
const afterHours = '0.0008';
let mail: RealMailServer;
let target: Target;

beforeAll(async () => {
  mail = await startMailServer();
  const port = await freePort();
  target = await startTarget(
    {
      ROOKERY_PUBLIC_URL: `http://127.0.0.1:${port}`,
      ROOKERY_SMTP_URL: mail.url,
      ROOKERY_MAIL_FROM: 'chat@example.com',
      ROOKERY_DIGEST_AFTER_HOURS: afterHours,
    },
    port,
  );
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target?.stop();
  await mail?.stop();
});

const lettersTo = (address: string): ParsedMail[] =>
  mail.letters.filter(({ to }) => JSON.stringify(to).includes(`"${address}"`));
const headerOf = (letter: ParsedMail | undefined, key: string): string =>
  letter?.headerLines.find((line) => line.key === key)?.line.replaceAll(/\r?\n\s+/g, ' ') ?? '';

test('[MAIL-5, MAIL-7, MAIL-8, TOLD-5] who is away gets one letter, also through kill -9; whatever people are called and write is text in it; one request ends them', async () => {
  const ann = await newAccount(target.url, 'ann');
  const ben = await guest(target.url, 'ben');
  const name = '<img src=x onerror=alert(1)> & "Ben"';
  expect(await ben.ask('profile:set', { displayName: name })).toMatchObject({ ok: true });
  const { room } = await ben.ask('room:create', {
    name: `<b>x</b> ${ann.username}`.slice(0, 40),
    visibility: 'public',
  });
  expect(await call(target.url, 'room:join', { room: room.id }, ann.token)).toMatchObject({ status: 200 });
  const hostile = `@${ann.username} </td><script>alert(1)</script> “Bcc: x@example.com” \u202egnp.exe 你好`;
  await ben.ask('message:room', { room: room.id, content: hostile });
  await ben.ask('message:room', { room: room.id, content: 'for nobody' });
  await ben.ask('message:room', { room: room.id, content: `@${ann.username} hush`, silent: true });
  const dm = { to: ann.me['id'], content: 'line one\n\nline two' };
  expect(await ben.ask('message:private', dm)).toMatchObject({ ok: true });
  const address = `${ann.username}@example.com`;
  await ask(target.url, 'POST', 'account/address', { current: password, address }, bearer(ann.token));
  await until('the link is there', () => lettersTo(address).length === 1);
  const token = /#(\S+)$/m.exec(lettersTo(address)[0]?.text ?? '')?.[1];
  // From now on she is away.
  expect((await ask(target.url, 'POST', 'account/address/confirm', { token })).status).toBe(204);
  await target.server.kill('SIGKILL');
  await target.server.start();
  await until('she is written to', () => lettersTo(address).length === 2, 40_000);
  const letter = lettersTo(address)[1];
  expect(letter?.subject).toBe('You have 2 unread messages in Rookery / 你在 Rookery 有 2 条未读消息');
  const html = String(letter?.html);
  expect(html).not.toMatch(/<script|<img|\u202e/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ben&quot;');
  expect(html).toContain(`${target.url}/r/${room.id}/m/`);
  expect(letter?.text).toContain('line one line two');
  expect(letter?.text).not.toMatch(/for nobody|hush/);
  expect([letter?.to, letter?.cc, letter?.bcc]).toMatchObject([{ value: [{ address }] }, undefined, undefined]);
  expect(headerOf(letter, 'list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  const [, link = ''] = /<(.*)>/.exec(headerOf(letter, 'list-unsubscribe')) ?? [];
  expect(link.startsWith(`${target.url}/api/v1/mail/unsubscribe?token=`)).toBe(true);
  const word = link.split('token=')[1] ?? '';
  expect(letter?.text).toContain(`${target.url}/unsubscribe#${word}`);
  // Whoever opens it is asked first; it signs nobody in.
  const opened = await fetch(link, { redirect: 'manual' });
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `${target.url}/unsubscribe#${word}`]);
  expect((await ask(target.url, 'GET', 'account/address', undefined, bearer(word))).status).toBe(401);
  const settings = async () => (await call(target.url, 'settings:get', {}, ann.token)).answer['settings'];
  expect(await settings()).toMatchObject({ mailDigest: true });
  // As a program for mail does.
  const form = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
  expect((await fetch(link, form)).status).toBe(204);
  expect((await fetch(`${link}x`, form)).status).toBe(404);
  expect(await settings()).toMatchObject({ mailDigest: false });
  expect(lettersTo(address)).toHaveLength(2);
});
