import { asClientError } from '@rookery/client';
import type { Text } from '../locales/text.ts';

type Failure = { readonly code: string; readonly retryAfterMs?: number | undefined };

/** What a feature says itself about a code; for all others there are common words. */
export type OwnWords = Readonly<Record<string, string>>;

/** Why something did not work, in the reader's words. */
export const failureText = (text: Text, { code, retryAfterMs }: Failure, own: OwnWords = {}): string =>
  own[code] ?? text(`failure.${code}`, { seconds: Math.max(1, Math.ceil((retryAfterMs ?? 1_000) / 1_000)) });

/** The same for what a request threw. */
export const thrownText = (text: Text, thrown: unknown, own?: OwnWords): string => {
  const error = asClientError(thrown);
  if (error !== thrown) console.error('rookery: a request failed', thrown);
  return failureText(text, error, own);
};
