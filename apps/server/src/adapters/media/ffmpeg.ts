import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

const run = promisify(execFile);
const deadlineMs = 15_000;

/** What each type is read by: never what a file says of itself, which may name other files. */
const demuxers: Readonly<Record<string, string>> = {
  'video/mp4': 'mov',
  'video/x-m4v': 'mov',
  'video/quicktime': 'mov',
  'video/webm': 'matroska',
  'video/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'mov',
  'audio/x-m4a': 'mov',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/x-flac': 'flac',
  'audio/flac': 'flac',
  'audio/aac': 'aac',
};

const told = z.object({
  format: z
    .object({ duration: z.coerce.number().positive().max(31_536_000) })
    .partial()
    .optional(),
  streams: z
    .array(
      z.object({
        codec_type: z.string().optional(),
        width: z.number().int().positive().max(100_000).optional(),
        height: z.number().int().positive().max(100_000).optional(),
        side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
      }),
    )
    .max(1_000)
    .default([]),
});

export type Track = {
  readonly hasFilm: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
};

/** Reads no other file and no network, whatever the input asks for. */
const input = (demuxer: string, source: string): string[] => [
  '-protocol_whitelist',
  'file,pipe',
  '-f',
  demuxer,
  '-i',
  `file:${source}`,
];

/** What `ffprobe` says of a film or sound; null where it is not there, or cannot read it in time. */
export async function probe(source: string, type: string): Promise<Track | null> {
  const entries = 'format=duration:stream=codec_type,width,height:stream_side_data=rotation';
  try {
    const { stdout } = await run(
      'ffprobe',
      ['-v', 'error', '-show_entries', entries, '-of', 'json', ...input(demuxers[type] ?? '', source)],
      { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 1_048_576 },
    );
    const { format, streams } = told.parse(JSON.parse(stdout));
    const film = streams.find(({ codec_type }) => codec_type === 'video');
    const turned = film?.side_data_list?.some(({ rotation = 0 }) => Math.abs(rotation) % 180 === 90) === true;
    const [width, height] = turned ? [film.height, film.width] : [film?.width, film?.height];
    return {
      hasFilm: film !== undefined,
      ...(width !== undefined && height !== undefined ? { width, height } : {}),
      ...(format?.duration === undefined ? {} : { durationMs: Math.round(format.duration * 1_000) }),
    };
  } catch {
    return null;
  }
}

/** Writes the first picture of a film as PNG. False where that cannot be. */
export async function firstPicture(source: string, type: string, target: string): Promise<boolean> {
  const before = ['-nostdin', '-v', 'error', '-threads', '1', '-max_pixels', '50000000'];
  const after = ['-frames:v', '1', '-vf', 'scale=w=min(1280\\,iw):h=-2', '-c:v', 'png', '-f', 'image2', '-update', '1'];
  try {
    await run('ffmpeg', [...before, ...input(demuxers[type] ?? '', source), ...after, `file:${target}`], {
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
      maxBuffer: 1_048_576,
    });
    return true;
  } catch {
    return false;
  }
}
