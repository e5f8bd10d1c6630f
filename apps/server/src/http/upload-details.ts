import { fileDetails, refusal } from '@rookery/protocol';
import type { FileDetails } from '@rookery/protocol';

/** What an upload says of its file, from where the request has it. Throws `bad_request` or `too_large` with the field. */
export function uploadDetails(given: (key: 'alt' | 'durationMs' | 'waveform') => string | undefined): FileDetails {
  const durationMs = given('durationMs');
  const parsed = fileDetails.safeParse({
    alt: given('alt'),
    waveform: given('waveform'),
    durationMs: durationMs === undefined ? undefined : /^\d{1,15}$/.test(durationMs) ? Number(durationMs) : NaN,
  });
  if (parsed.success) return parsed.data;
  throw refusal(parsed.error.issues);
}
