import * as z from 'zod/mini';
import type { ClientEventName, RequestOf } from './client-events.ts';
import { clientEvents } from './client-events.ts';
import { ChatError } from './errors.ts';

/**
 * A payload as it came off the wire → the request it means.
 * Throws `ChatError('too_large')` where a field is over its limit, `ChatError('bad_request')` otherwise; the payload is never echoed.
 */
export function parseRequest<Name extends ClientEventName>(name: Name, payload: unknown): RequestOf<Name> {
  const event = clientEvents[name];
  const given =
    payload === undefined && 'mayBeEmpty' in event
      ? {}
      : typeof payload === 'string' && 'shorthand' in event
        ? { [event.shorthand]: payload }
        : payload;
  const parsed = z.safeParse(event.request as unknown as z.ZodMiniType<RequestOf<Name>>, given);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues);
}

/** The issues of a failed parse as the error that the caller sees. */
export function refusal(issues: readonly z.core.$ZodIssue[]): ChatError {
  const tooBig = issues.find(
    (issue) => issue.code === 'too_big' && (issue.origin === 'string' || issue.origin === 'array'),
  );
  const issue = tooBig ?? issues[0];
  const field = issue?.path.slice(0, 3).map(String).join('.') ?? '';
  const what = issue?.message && issue.message !== 'Invalid input' ? issue.message : 'is missing or of the wrong type';
  return new ChatError(tooBig ? 'too_large' : 'bad_request', {
    message: field === '' ? `The payload ${what}.` : `${field} ${what}.`,
    ...(field === '' ? {} : { field }),
  });
}
