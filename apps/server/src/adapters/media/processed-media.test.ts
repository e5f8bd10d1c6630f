import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { until } from '@rookery/testkit/until';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Prepared } from '../../ports/media.ts';
import { ProcessedMedia } from './processed-media.ts';

let folder: string;
let media: ProcessedMedia;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-media-'));
  media = new ProcessedMedia();
});
afterAll(() => {
  media.close();
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (bytes: Uint8Array | string): string => {
  const file = join(folder, `file-${(count += 1)}`);
  writeFileSync(file, bytes);
  return file;
};
const prepare = (bytes: Uint8Array | string, by = media): Promise<Prepared> => {
  const made = join(folder, `made-${(count += 1)}`);
  mkdirSync(made);
  return by.prepare(fileOf(bytes), made);
};

const plain = (width: number, height: number): Sharp =>
  sharp({ create: { width, height, channels: 3, background: '#86a' } });

/** A PNG of one bit a pixel, all black; `rows` of it are there. */
function png(width: number, height: number, rows: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const pixels = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** A GIF of so many frames of one pixel, black and white by turns, which begins again for ever. */
function gif(frames: number): Buffer {
  const head = Buffer.from('47494638396101000100800000000000ffffff', 'hex');
  const again = Buffer.from('21ff0b4e45545343415045322e300301000000', 'hex');
  const frame = (pixel: string): Buffer => Buffer.from(`21f904000a0000002c0000000001000100000202${pixel}00`, 'hex');
  const shown = Array.from({ length: frames }, (_, index) => frame(index % 2 === 0 ? '4401' : '4c01'));
  return Buffer.concat([head, again, ...shown, Buffer.from(';')]);
}

test('[MEDIA-1] a photo is kept upright, without the place where it was taken and what hangs behind it', async () => {
  const photo = await plain(300, 200)
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '39/1 54/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  expect((await sharp(photo).metadata()).exif).toBeDefined();
  const found = await prepare(Buffer.concat([photo, Buffer.from('<script>alert(1)</script>')]));
  if (found.kind !== 'picture') throw new Error(found.kind);
  expect(found).toMatchObject({ type: 'image/jpeg', width: 200, height: 300 });
  expect(Buffer.from(found.thumb, 'base64').length).toBeGreaterThan(4);
  expect(readFileSync(found.kept).includes('<script')).toBe(false);
  const kept = await sharp(found.kept).metadata();
  expect([kept.width, kept.height, kept.exif, kept.orientation]).toEqual([200, 300, undefined, undefined]);
});

test('[MEDIA-1] other pictures stay what they are, an animation too; previews are WebP and never wider than the picture', async () => {
  for (const [bytes, type] of [
    [await plain(40, 30).png().toBuffer(), 'image/png'],
    [await plain(40, 30).webp().toBuffer(), 'image/webp'],
    [await plain(40, 30).avif({ effort: 0 }).toBuffer(), 'image/webp'],
  ] as const)
    expect(await prepare(bytes)).toMatchObject({ kind: 'picture', type, width: 40, height: 30 });
  const animated = await prepare(gif(3));
  if (animated.kind !== 'picture') throw new Error(animated.kind);
  expect(animated).toMatchObject({ type: 'image/gif', width: 1, height: 1 });
  expect(await sharp(animated.kept).metadata()).toMatchObject({ pages: 3, loop: 0 });

  const large = fileOf(await plain(1_000, 500).jpeg().toBuffer());
  const target = join(folder, 'preview');
  expect(await media.preview(large, 480, target)).toEqual({ width: 480, height: 240 });
  expect(await sharp(target).metadata()).toMatchObject({ format: 'webp', width: 480 });
  expect(await media.preview(large, 5_000, target)).toEqual({ width: 1_000, height: 500 });
  expect(await media.preview(fileOf('no picture'), 480, join(folder, 'none'))).toBeNull();
});

test('[MEDIA-2] what only claims to be a picture, is broken, or would be too large, is a document and never shown', async () => {
  const jpeg = await plain(400, 400).jpeg().toBuffer();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>1</script></svg>';
  for (const [what, bytes, type] of [
    ['empty', '', 'application/octet-stream'],
    ['HTML, whatever it is called', '<!doctype html><script>alert(1)</script>', 'text/plain'],
    ['SVG', svg, 'text/plain'],
    ['XML', `<?xml version="1.0"?>${svg}`, 'application/xml'],
    ['words', 'Grüße 你好', 'text/plain'],
    ['noise', Buffer.from([0, 1, 2, 255, 254]), 'application/octet-stream'],
    ['PDF', '%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>', 'application/pdf'],
    ['TIFF', await plain(10, 10).tiff().toBuffer(), 'image/tiff'],
    ['HEIC', Buffer.from('000000186674797068656963000000006d69663168656963', 'hex'), 'image/heic'],
    ['a JPEG that ends early', jpeg.subarray(0, jpeg.length / 2), 'image/jpeg'],
    ['a PNG that promises 50,000 × 50,000', png(50_000, 50_000, 10), 'image/png'],
    ['a PNG of 48 kB that is 400 million pixels', png(20_000, 20_000, 20_000), 'image/png'],
    ['a GIF without end', gif(1_001), 'image/gif'],
  ] as const)
    expect(await prepare(bytes), what).toEqual({ kind: 'document', type });
});

test('[MEDIA-3] a picture that kills its process is a document, and the next one is looked at; too many at once are told to wait', async () => {
  // Nobody writes there: whoever reads it does not come to an end.
  const endless = join(folder, 'endless');
  execFileSync('mkfifo', [endless]);
  const own = new ProcessedMedia();
  const before = new Set(processes());
  const deadly = own.prepare(endless, folder);
  const begun = (): readonly number[] => processes().filter((pid) => !before.has(pid));
  await until('there is a process', () => begun().length > 0);
  for (const pid of begun()) process.kill(pid, 'SIGKILL');
  expect(await deadly).toEqual({ kind: 'document', type: 'application/octet-stream' });
  expect(await prepare(await plain(20, 10).png().toBuffer(), own)).toMatchObject({ kind: 'picture', width: 20 });

  const crowd = await Promise.allSettled(Array.from({ length: 70 }, () => prepare('words', own)));
  const refused = crowd.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({ reason: { code: 'unavailable', retryAfterMs: 5_000 } });

  const underWay = own.prepare(endless, folder);
  own.close();
  await expect(underWay).rejects.toMatchObject({ code: 'unavailable' });
  await expect(prepare('words', own)).rejects.toMatchObject({ code: 'unavailable' });
});

/** Those for pictures that this test has started. */
const processes = (): readonly number[] =>
  readdirSync(`/proc/${process.pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${process.pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .map(Number)
      .filter((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('picture-process')),
  );
