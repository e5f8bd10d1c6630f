import type { FileDetails } from '@rookery/protocol';
import type { StoredFile } from './stored-file.ts';

/** What is kept of an uploader's words about a file, after what its bytes told: these come first. [FILE-16] */
export function keptDetails(
  { type, isShown, durationMs: told }: Pick<StoredFile, 'type' | 'isShown' | 'durationMs'>,
  { alt, durationMs, waveform }: FileDetails,
): FileDetails {
  const isSound = isShown === true && type.startsWith('audio/');
  const isPlayed = isSound || (isShown === true && type.startsWith('video/'));
  return {
    ...(alt === undefined || alt === '' ? {} : { alt }),
    ...(durationMs === undefined || told !== undefined || !isPlayed ? {} : { durationMs }),
    ...(waveform === undefined || !isSound ? {} : { waveform }),
  };
}
