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
        : isBinary(payload)
          ? null
          : payload;
  const parsed = z.safeParse(event.request as unknown as z.ZodMiniType<RequestOf<Name>>, given);
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues);
}

/** A binary attachment is an object to zod, so events without required fields would take it. */
const isBinary = (payload: unknown): boolean => ArrayBuffer.isView(payload) || payload instanceof ArrayBuffer;

/** The issues of a failed parse as the error that the caller sees. */
export function refusal(issues: readonly z.core.$ZodIssue[]): ChatError {
  const tooBig = issues.find(
    (issue, index) =>
      issue.code === 'too_big' &&
      (issue.origin === 'string' || issue.origin === 'array') &&
      !isWrongType(issues[index - 1], issue.path),
  );
  const issue = tooBig ?? issues[0];
  const field = issue?.path.slice(0, 3).map(String).join('.') ?? '';
  return new ChatError(tooBig ? 'too_large' : 'bad_request', {
    message: `${field === '' ? 'The payload' : field} ${issue ? complaint(issue) : 'is not valid'}.`,
    ...(field === '' ? {} : { field }),
  });
}

/** zod also measures a string that stands where an array should: of the wrong type comes before too long. */
const isWrongType = (issue: z.core.$ZodIssue | undefined, path: readonly PropertyKey[]): boolean =>
  issue?.code === 'invalid_type' && issue.path.join('.') === path.join('.');

/** What is wrong, from the schema's side: never a word of the payload. */
function complaint(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'too_big':
      if (issue.message !== 'Invalid input') return issue.message;
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_type':
      return `is missing, or not of type ${issue.expected}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return 'is not of the right form';
    default:
      return 'is missing or of the wrong type';
  }
}

const unitOf = (origin: string): string => (origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '');
