import { errors } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import { freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { expect } from 'vitest';

export type Answered = { readonly status: number; readonly headers: Headers; readonly answer: Answer };

/** A program that knows nothing of us but the address: `fetch`, as `curl` would do it. */
export async function send(
  url: string,
  event: string,
  body: BodyInit | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const response = await fetch(`${url}/api/v1/call/${event}`, { method: 'POST', headers, ...(body ? { body } : {}) });
  return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
}

/** As `send`, with a payload and a token; waits as it is told to when it comes too often. */
export async function call(url: string, event: string, payload?: unknown, token?: string): Promise<Answered> {
  for (;;) {
    const answered = await send(
      url,
      event,
      payload === undefined ? undefined : JSON.stringify(payload),
      token === undefined ? {} : { authorization: `Bearer ${token}` },
    );
    if (answered.status !== 429) return answered;
    await new Promise((resolve) => setTimeout(resolve, Number(answered.answer['error'].retryAfterMs)));
  }
}

/** A program that has joined. */
export async function newcomer(url: string): Promise<{ readonly me: Answer; readonly token: string }> {
  const { answer } = await call(url, 'user:join', { username: freshName('program') });
  return { me: answer['user'] as Answer, token: answer['session'].token as string };
}

/** What a call that failed is answered. */
export const failed = (code: ErrorCode) => ({
  status: errors[code].status,
  answer: { ok: false, error: { code, message: expect.any(String) as string } },
});
