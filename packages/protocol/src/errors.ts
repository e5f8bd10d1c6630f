import * as z from 'zod/mini';

/** When a client may try again: never as it stands, on the same connection, on a new one, or after signing in. */
export type Retry = 'never' | 'same-connection' | 'reconnect' | 'after-sign-in';

/** The error table. A code is never reused; clients branch on `retry`, never on text. */
export const errors = {
  bad_request: { status: 400, retry: 'never', sentence: 'Correct the request and send it again.' },
  unauthorized: { status: 401, retry: 'after-sign-in', sentence: 'Join with user:join, then repeat the request.' },
  forbidden: { status: 403, retry: 'never', sentence: 'Ask someone who may do this, or join the room first.' },
  not_found: { status: 404, retry: 'never', sentence: 'Check the name or id: there is nothing under it for you.' },
  conflict: { status: 409, retry: 'never', sentence: 'Choose another name: this one is taken.' },
  too_large: { status: 413, retry: 'never', sentence: 'Shorten it to the limit that server:hello gives.' },
  rate_limited: { status: 429, retry: 'same-connection', sentence: 'Wait for retryAfterMs, then repeat the request.' },
  unavailable: {
    status: 503,
    retry: 'same-connection',
    sentence: 'The outcome is unknown: wait for retryAfterMs, then repeat the request with the same clientId.',
  },
  internal: {
    status: 500,
    retry: 'same-connection',
    sentence: 'Repeat the request; if it fails again, tell the operator.',
  },
} as const satisfies Record<string, { status: number; retry: Retry; sentence: string }>;

export type ErrorCode = keyof typeof errors;

export const errorCode = z.enum(Object.keys(errors) as [ErrorCode, ...ErrorCode[]]);

export const errorBody = z.object({
  code: errorCode,
  message: z.string(),
  field: z.optional(z.string()),
  retryAfterMs: z.optional(z.number()),
  /** What the same request lacks: a code of the second factor. */
  needs: z.optional(z.array(z.enum(['totp']))),
});
export type ErrorBody = z.infer<typeof errorBody>;

/** The one error that rules and adapters throw; the edges translate it, once each. */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly needs: ErrorBody['needs'];

  constructor(
    code: ErrorCode,
    options: { message?: string; field?: string; retryAfterMs?: number; needs?: 'totp'; cause?: unknown } = {},
  ) {
    super(options.message ?? errors[code].sentence, { cause: options.cause });
    this.name = 'ChatError';
    this.code = code;
    this.field = options.field;
    this.retryAfterMs = options.retryAfterMs ?? (code === 'unavailable' || code === 'rate_limited' ? 1_000 : undefined);
    this.needs = options.needs && [options.needs];
  }

  /** As it goes over the wire. */
  toBody(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.needs === undefined ? {} : { needs: this.needs }),
    };
  }
}
