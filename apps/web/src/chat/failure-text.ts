import type { Text } from '../locales/text.ts';
import type { Failure } from './model.ts';

/** Why something did not work, in the reader's words. */
export const failureText = (text: Text, { code, retryAfterMs }: Failure): string =>
  text(`failure.${code}`, { seconds: Math.max(1, Math.ceil((retryAfterMs ?? 1_000) / 1_000)) });
