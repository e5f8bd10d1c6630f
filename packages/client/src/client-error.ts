import type { ErrorBody, ErrorCode } from '@rookery/protocol';

/** `offline`: not connected; `timeout`: no answer in time. Both may be tried again. */
export type ClientErrorCode = ErrorCode | 'offline' | 'timeout';

export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ClientErrorCode, message: string, details: Pick<ErrorBody, 'field' | 'retryAfterMs'> = {}) {
    super(message);
    this.name = 'ClientError';
    this.code = code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get isPassing(): boolean {
    return ['offline', 'timeout', 'unavailable', 'rate_limited', 'internal'].includes(this.code);
  }
}

export const asClientError = (error: unknown): ClientError =>
  error instanceof ClientError
    ? error
    : new ClientError('internal', error instanceof Error ? error.message : String(error));
