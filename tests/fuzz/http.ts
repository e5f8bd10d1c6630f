import { connect } from 'node:net';
import type { SeededRandom } from '@rookery/testkit';
import { hostileTexts } from './hostile.ts';

const patienceMs = 60_000;

export type Reply = { readonly status: number; readonly text: string };

const contentTypes = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json\u00e9',
  '',
];

/** What `fetch` would send, with headers that it lets through. */
export async function request(
  url: string,
  method: string,
  path: string,
  body: string | undefined,
  token: string | null,
  random: SeededRandom,
): Promise<Reply> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  if (random.chance(0.2)) headers['content-type'] = random.pick(contentTypes);
  const response = await fetch(`${url}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(patienceMs),
    ...(body === undefined || method === 'GET' ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'HEAD', 'FOO', 'post'];
const paths = [
  '/api/v1/call/rooms:list',
  '/api/v1/call/message:room',
  '/api/v1/call/__proto__',
  '/api/v1/call/constructor',
  '/api/v1/call/%2e%2e%2f',
  '/api/v1/call/',
  '/api/v1/sessions/__proto__',
  '/api/v1/sessions/%00',
  '/api/v1/sessions/a%0d%0aSet-Cookie:%20x=1',
  '/api/v1/accounts?x=1',
  '/api/v1/files?name=%2e%2e%2f%00',
  '/api/v1/files/__proto__',
  '/api/v1/uploads',
  '/api/v1/uploads/__proto__',
  '/api/v1/files/f_..%2f..%2fetc',
  '/api/v1/openapi.json',
  '/api/v2/x',
  '//evil.example/api/v1/call/rooms:list',
  '/socket.io/?EIO=4&transport=polling&sid=__proto__',
  '/socket.io/?EIO=4&transport=polling&sid[]=x',
  '/socket.io/?EIO[]=4&transport[]=polling',
  'http://evil.example/api/v1/sessions',
  '*',
];
const bodies = ['', '{}', '{"limit":1}', '[', '{"a":', 'null', '\u0000', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'];
const names = [
  'Authorization',
  'Cookie',
  'Origin',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Forwarded-Host',
  'Content-Type',
  'Content-Encoding',
  'Transfer-Encoding',
  'Content-Length',
  'Sec-Fetch-Site',
  'Sec-WebSocket-Key',
  'Upgrade',
  'Expect',
  'Range',
  'Accept-Encoding',
  'X-HTTP-Method-Override',
  '__proto__',
];

/**
 * One request as no library would write it, over a connection of its own. Resolves with the status line that came, or '' where the connection was closed
 * without one; null where neither happened.
 */
export function rawRequest(
  url: string,
  random: SeededRandom,
): Promise<{ readonly sent: string; readonly heard: string | null }> {
  const { hostname, port, host } = new URL(url);
  const lines = [`${random.pick(methods)} ${random.pick(paths)} HTTP/1.1`, `Host: ${host}`];
  for (let count = random.between(0, 4); count > 0; count -= 1)
    lines.push(`${random.pick(names)}: ${random.pick(hostileTexts).slice(0, 6_000)}`);
  const body = random.pick(bodies);
  if (random.chance(0.7)) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  lines.push('Connection: close');
  const sent = `${lines.join('\r\n')}\r\n\r\n${body}`;
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let heard = '';
    const timer = setTimeout(() => end(null), patienceMs);
    const end = (said: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ sent, heard: said });
    };
    socket.on('data', (data) => (heard += data.toString('latin1')));
    socket.on('error', () => end(heard));
    socket.on('close', () => end(heard));
    socket.write(sent, 'latin1');
    // Whoever asks for more than she sends would be waited for.
    socket.end();
  });
}
