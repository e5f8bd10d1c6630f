import { ClientError } from '@rookery/client';
import type { ErrorBody } from '@rookery/protocol';

type Asked = { readonly path: string; readonly method?: 'GET' | 'POST' | 'DELETE'; readonly body?: object };

/** A request is answered within 10 s; a busy machine may be late. */
const deadlineMs = 12_000;

/**
 * Asks `/api/v1/PATH` once, as a program without a socket does; with a token, as whoever has it. Throws `ClientError`, also where nobody answers, or
 * something that is no server of ours: then `offline`.
 */
export async function askOverHttp<Answer>(url: string, asked: Asked, token?: string): Promise<Answer> {
  const { path, method = 'POST', body } = asked;
  const [status, text] = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(deadlineMs),
  }).then(
    async (response) => [response.status, await response.text()] as const,
    (error: unknown) => {
      throw offline(error);
    },
  );
  if (status === 204) return {} as Answer;
  let answer: (Answer & { readonly ok: true }) | { readonly ok: false; readonly error: ErrorBody };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch (error) {
    throw offline(error);
  }
  if (answer.ok) return answer;
  throw new ClientError(answer.error.code, answer.error.message, answer.error);
}

const offline = (error: unknown): ClientError => new ClientError('offline', `Nobody answered: ${String(error)}`);
