import { freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';

export const password = 'correct horse battery';

export type Asked = { readonly status: number; readonly answer: Answer; readonly cookie: string | null };

/** Asks `/api/v1/PATH`; an answer without a body is `{ ok: true }`. `cookie`: the header that sets one. */
export async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Asked> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    answer: text === '' ? { ok: true } : (JSON.parse(text) as Answer),
    cookie: response.headers.get('set-cookie'),
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Somebody new with an account and a token. */
export async function newAccount(url: string, stem = 'account') {
  const username = freshName(stem);
  const { answer } = await ask(url, 'POST', 'accounts', { username, password }, { 'user-agent': 'Program 1' });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return { username, me: answer['user'] as Answer, token: answer['session'].token as string };
}

export const signIn = (url: string, username: string, word = password, headers: Record<string, string> = {}) =>
  ask(url, 'POST', 'sessions', { username, password: word }, headers);

/** What a browser sends back of a cookie that it was told to keep. */
export const kept = (cookie: string | null): string => (cookie ?? '').split(';')[0] ?? '';
