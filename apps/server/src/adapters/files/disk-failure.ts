import { ChatError } from '@rookery/protocol';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const againMs = 5_000;
const noSpaceMs = 60_000;

/** What a caller is told whose file a disk did not take: that it is full, where it is. */
export function diskFailure(cause: unknown): ChatError {
  return full.has((cause as NodeJS.ErrnoException).code ?? '')
    ? new ChatError('unavailable', {
        message: 'There is no space left for files on this server.',
        retryAfterMs: noSpaceMs,
        cause,
      })
    : new ChatError('unavailable', { retryAfterMs: againMs, cause });
}
