import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ChatError, errorBody, errors, type ErrorCode } from '../src/index.ts';

const codes = Object.keys(errors) as ErrorCode[];

test('[WIRE-2] the codes and their HTTP statuses are the protocol’s', () => {
  expect(Object.fromEntries(codes.map((code) => [code, errors[code].status]))).toEqual({
    bad_request: 400,
    unauthorized: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 409,
    too_large: 413,
    rate_limited: 429,
    unavailable: 503,
    internal: 500,
  });
});

test.each(codes)('[WIRE-2] %s goes over the wire as code and one sentence', (code) => {
  const body = new ChatError(code).toBody();
  expect(z.parse(errorBody, body)).toEqual(body);
  expect(body.message).toMatch(/^[A-Z].*\.$/);
  expect(body.retryAfterMs).toBe(code === 'unavailable' || code === 'rate_limited' ? 1_000 : undefined);
});

test('[WIRE-2] a cause stays inside', () => {
  const error = new ChatError('internal', { cause: new Error('SELECT secret') });
  expect(JSON.stringify(error.toBody())).not.toContain('secret');
});
