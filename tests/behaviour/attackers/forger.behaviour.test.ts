import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, bearer, kept, newAccount, signIn } from '../account-program.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget({ ROOKERY_LOG_LEVEL: 'debug' });
});
afterEach(everyoneLeaves);
afterAll(() => target?.stop());

const log = (): string => readFileSync(target.server.log, 'utf8');

/** Bytes that no library would send; what came back, until the connection is closed. */
function sendRaw(text: string): Promise<string> {
  const { hostname, port } = new URL(target.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', () => resolve(heard));
    socket.on('close', () => resolve(heard));
    socket.end(text);
  });
}

describe('somebody who writes into logs and answers what is not hers to say', () => {
  const forged = '{"level":60,"event":"forged.by.a.stranger"}';

  test('[SEC-12] adds no line to the log, by whatever field or header she says it', async () => {
    const { token } = await newAccount(target.url, 'forger');
    const line = `x\r\n${forged}\r\n`;
    const hosts = [`evil.example:1\u0085${forged}`, `evil.example%0a${encodeURIComponent(forged)}`];
    for (const host of hosts)
      await sendRaw(`GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\n\r\n`);
    for (const origin of ['https://evil.example', `https://evil.example/${encodeURIComponent(line)}`])
      await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, {
        headers: { origin, 'x-forwarded-host': encodeURIComponent(line), 'user-agent': encodeURIComponent(line) },
      });
    const person = await guest(target.url);
    for (const event of [line, 'message:room', 'room:create'])
      await person.ask(event, { room: line, name: line, content: line, username: line });
    await ask(target.url, 'POST', 'accounts', { username: line, password: line, displayName: line }, bearer(token));
    await ask(target.url, 'DELETE', `sessions/${encodeURIComponent(line)}`, undefined, bearer(token));
    for (const text of log().split('\n')) {
      expect(text.startsWith('{"level":60')).toBe(false);
      if (text.startsWith('{')) expect(() => JSON.parse(text) as unknown, text).not.toThrow();
    }
  });

  test('[SEC-12] adds no header to an answer, and makes one connection carry no second request', async () => {
    const split = encodeURIComponent('x\r\nSet-Cookie: rookery.session=stolen');
    for (const path of [
      `/r/${split}`,
      `/${split}`,
      `/api/v1/sessions/${split}`,
      `/api/v1/call/${split}?next=${split}`,
    ]) {
      const heard = await sendRaw(
        `GET ${path} HTTP/1.1\r\nHost: ${new URL(target.url).host}\r\nConnection: close\r\n\r\n`,
      );
      expect(heard, path).toMatch(/^HTTP\/1\.1 [2345]/);
      expect(heard.split('\r\n\r\n')[0]?.toLowerCase(), path).not.toContain('set-cookie: rookery.session=stolen');
    }
    // Two lengths, or a length and chunks: a proxy might read the second request where the server reads the first one's body.
    const { host } = new URL(target.url);
    const inner = `POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`;
    for (const lengths of [
      `Content-Length: 0\r\nContent-Length: ${inner.length}`,
      `Content-Length: ${inner.length}\r\nTransfer-Encoding: chunked`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity`,
      `Content-Length: +${inner.length}`,
    ]) {
      const heard = await sendRaw(
        `POST /api/v1/call/rooms:list HTTP/1.1\r\nHost: ${host}\r\n${lengths}\r\n\r\n${inner}`,
      );
      expect(heard.match(/HTTP\/1\.1 \d+/g) ?? [], lengths).toEqual(['HTTP/1.1 400']);
    }
  });
});

describe('somebody who reads the log', () => {
  test('[SEC-13] finds no password, token, cookie, link, address or word that was said, at the finest level', async () => {
    const word = `words that stay between us ${freshName('w')}`;
    const [secret, next] = [`a password ${freshName('p')}`, `another ${freshName('p')}`];
    const username = freshName('logged');
    const made = await ask(target.url, 'POST', 'accounts', { username, password: secret }, { origin: target.url });
    const cookie = kept(made.cookie);
    const signedIn = await signIn(target.url, username, secret);
    const token = signedIn.answer['session'].token as string;
    await signIn(target.url, username, `${secret} wrong`);
    await ask(target.url, 'POST', 'password', { current: secret, password: next }, bearer(token));
    const person = await guest(target.url);
    const { room } = await person.ask('room:create', freshName('room'));
    await person.ask('message:room', { room: room.id, content: word });
    await person.ask('message:room', { room: room.id, content: word, clientId: {} });
    await ask(target.url, 'POST', 'setup', { token: `guess ${secret}`, username, password: secret });
    await ask(target.url, 'GET', `sessions?token=${token}`, undefined, { authorization: `Basic ${token}` });
    await fetch(`${target.url}/socket.io/?EIO=4&transport=polling`, {
      headers: { cookie, origin: 'https://evil.example', 'x-forwarded-for': '203.0.113.77' },
    });
    const said = log();
    const [, setupToken] = /setup#([\w-]{43})/.exec(readFileSync(join(target.dataDir, 'setup.url'), 'utf8')) ?? [];
    // The link is printed once, for the operator; and nothing else of it.
    expect(said.split(setupToken ?? 'none').length - 1).toBe(1);
    for (const one of [secret, next, word, token, person.token, cookie.split('=')[1] ?? '', '203.0.113.77'])
      expect(said.includes(one), one).toBe(false);
  });
});
