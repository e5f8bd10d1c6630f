import type { ErrorBody, ErrorCode, Retry } from '@rookery/protocol';

/**
 * `offline`: there is no connection, or it was lost before the answer; `timeout`: no answer in time. Whether a write was done may be unknown
 * after both.
 */
export type ClientErrorCode = ErrorCode | 'offline' | 'timeout';

/** The protocol's error table, without its schemas (they would double the bundle); a test compares the two. */
const retries: Readonly<Record<ClientErrorCode, Retry>> = {
  bad_request: 'never',
  unauthorized: 'after-sign-in',
  forbidden: 'never',
  not_found: 'never',
  conflict: 'never',
  too_large: 'never',
  rate_limited: 'same-connection',
  unavailable: 'same-connection',
  internal: 'same-connection',
  offline: 'reconnect',
  timeout: 'same-connection',
};

/** Why a request was not done. Branch on `code` or `retry`, never on the text. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** The field of the request that was refused. */
  readonly field: string | undefined;
  /** When to try again, as the server says: ms from its answer. */
  readonly retryAfterMs: number | undefined;
  /** What the same request lacks: a code of the second factor. */
  readonly needs: NonNullable<ErrorBody['needs']>;

  constructor(
    code: ClientErrorCode,
    message: string,
    details: Pick<ErrorBody, 'field' | 'retryAfterMs' | 'needs'> = {},
  ) {
    super(message);
    this.name = 'ClientError';
    this.code = code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
    this.needs = details.needs ?? [];
  }

  /** When the same request may be tried again. A code of a newer server counts as `never`. */
  get retry(): Retry {
    return (retries as Readonly<Record<string, Retry>>)[this.code] ?? 'never';
  }

  /** Whether the same request may succeed later, with nothing else done about it. */
  get isPassing(): boolean {
    return this.retry === 'same-connection' || this.retry === 'reconnect';
  }
}

/** What was thrown, as a `ClientError`: anything else counts as `internal`. */
export const asClientError = (error: unknown): ClientError =>
  error instanceof ClientError
    ? error
    : new ClientError('internal', error instanceof Error ? error.message : String(error));
