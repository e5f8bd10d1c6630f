/**
 * A process of its own that decodes pictures of strangers: what is wrong with a decoder happens here. It takes one job at a time, ends when the node does, and ends itself
 * where it takes too much memory.
 */
import { rgbaToThumbHash } from 'thumbhash';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Answer, Job, Picture } from './messages.ts';
import { typeOf } from './type-of.ts';

const mostPixels = 50_000_000;
const mostFrames = 1_000;
const mostSeconds = 15;
const mostMemoryBytes = 805_306_368;
const watchMs = 100;
const thumbPixels = 100;

sharp.cache(false);
sharp.concurrency(1);
// Every reader of libvips, then those that are wanted: SVG, PDF, TIFF and what else a system brings are never tried.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}File`),
});

/** How each type of picture is kept. AVIF takes many seconds to write. */
const keeping: Readonly<Record<string, { readonly type: string; readonly write: (picture: Sharp) => Sharp }>> = {
  'image/jpeg': { type: 'image/jpeg', write: (picture) => picture.jpeg({ quality: 90 }) },
  'image/png': { type: 'image/png', write: (picture) => picture.png() },
  'image/apng': { type: 'image/png', write: (picture) => picture.png() },
  'image/webp': { type: 'image/webp', write: (picture) => picture.webp({ quality: 90 }) },
  'image/gif': { type: 'image/gif', write: (picture) => picture.gif({ effort: 3 }) },
  'image/avif': { type: 'image/webp', write: (picture) => picture.webp({ quality: 90 }) },
};

const read = (source: string, isAnimated = false): Sharp =>
  sharp(source, { autoOrient: true, animated: isAnimated, limitInputPixels: mostPixels, failOn: 'error' }).timeout({
    seconds: mostSeconds,
  });

async function look(source: string, kept: string): Promise<Answer> {
  const found = await typeOf(source);
  const how = keeping[found.type];
  if (!how) return { kind: 'other', ...found };
  try {
    const { pages = 1 } = await read(source).metadata();
    if (pages > mostFrames) return { kind: 'other', ...found };
    const { width, height, pageHeight } = await how.write(read(source, pages > 1)).toFile(kept);
    const { thumb } = await thumbOf(kept);
    return { kind: 'picture', type: how.type, width, height: pageHeight ?? height, thumb };
  } catch {
    return { kind: 'other', ...found };
  }
}

async function shrink(source: string, target: string, most: number): Promise<Answer> {
  const { width, height } = await read(source)
    .resize({ width: most, withoutEnlargement: true })
    .webp({ quality: 78 })
    .toFile(target);
  return { kind: 'shrunk', width, height, ...(await thumbOf(target)) };
}

async function thumbOf(source: string): Promise<Pick<Picture, 'thumb'>> {
  const { data, info } = await read(source)
    .resize(thumbPixels, thumbPixels, { fit: 'inside' })
    .ensureAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { thumb: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64') };
}

async function work(job: Job): Promise<Answer> {
  try {
    return await (job.kind === 'look' ? look(job.source, job.kept) : shrink(job.source, job.target, job.width));
  } catch {
    return { kind: 'failed' };
  }
}

process.on('message', (job: Job) => {
  void work(job).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  if (process.memoryUsage.rss() > mostMemoryBytes) process.exit(1);
}, watchMs).unref();
