import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Prepared } from '../../ports/media.ts';
import { ProcessedMedia } from './processed-media.ts';

let folder: string;
let media: ProcessedMedia;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-films-'));
  media = new ProcessedMedia();
});
afterAll(() => {
  media.close();
  rmSync(folder, { recursive: true, force: true });
});

const moving = ['-f', 'lavfi', '-i', 'testsrc=d=1:s=320x240:r=5'];
const sounding = ['-f', 'lavfi', '-i', 'sine=d=2'];

/** A file that ffmpeg makes. */
function make(name: string, ...args: readonly string[]): string {
  const file = join(folder, name);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', ...args, '-y', file]);
  return file;
}
function prepare(file: string): Promise<Prepared> {
  const made = join(folder, `made-${(count += 1)}`);
  mkdirSync(made);
  return media.prepare(file, made);
}

test('[MEDIA-4] a film has its size, duration and a poster; sound has its duration, in a container of films too', async () => {
  for (const [file, type] of [
    [make('film.mp4', ...moving, '-c:v', 'mpeg4'), 'video/mp4'],
    [make('film.webm', ...moving, '-c:v', 'libvpx'), 'video/webm'],
  ] as const) {
    const film = await prepare(file);
    if (film.kind !== 'film' || film.poster === undefined) throw new Error(`no poster of ${type}`);
    expect(film).toMatchObject({ type, width: 320, height: 240, thumb: expect.any(String) });
    expect(film.durationMs).toBeGreaterThan(800);
    expect(await sharp(film.poster).metadata()).toMatchObject({ format: 'webp', width: 320, height: 240 });
  }
  for (const [file, type] of [
    [make('voice.webm', ...sounding, '-c:a', 'libopus'), 'audio/webm'],
    [make('voice.m4a', ...sounding, '-c:a', 'aac'), 'audio/mp4'],
    [make('voice.mp3', ...sounding), 'audio/mpeg'],
  ] as const) {
    const sound = await prepare(file);
    expect(sound).toMatchObject({ kind: 'sound', type });
    expect((sound as { durationMs?: number }).durationMs, type).toBeGreaterThan(1_500);
  }
});

test('[MEDIA-4] without ffmpeg films and sounds still play; what only looks like one reads no other file', async () => {
  const [film, voice] = [join(folder, 'film.mp4'), join(folder, 'voice.webm')];
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  try {
    expect(await prepare(film)).toEqual({ kind: 'film', type: 'video/mp4' });
    expect(await prepare(voice)).toEqual({ kind: 'sound', type: 'audio/webm' });
  } finally {
    process.env['PATH'] = path;
  }
  const playlist = join(folder, 'list.mp4');
  writeFileSync(playlist, '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n');
  expect(await prepare(playlist)).toEqual({ kind: 'document', type: 'text/plain' });
  const broken = join(folder, 'broken.mp4');
  writeFileSync(broken, Buffer.from('00000018667479706d703432000000006d70343269736f6d00000010', 'hex'));
  expect(await prepare(broken)).toEqual({ kind: 'film', type: 'video/mp4' });
});
