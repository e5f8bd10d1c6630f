import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ChatError } from '@rookery/protocol';
import type { Blobs } from '../../ports/blobs.ts';
import type { Intake, TakenIn } from '../../ports/intake.ts';
import type { Media, Prepared } from '../../ports/media.ts';
import type { Scanner } from '../../ports/scanner.ts';
import { diskFailure } from './disk-failure.ts';

type Parts = {
  readonly blobs: Blobs;
  readonly media: Media;
  /** Null: nobody looks for what does harm. */
  readonly scanner: Scanner | null;
};

/** A preview is at most so wide, px. */
const previewWidth = 480;
const previewBytes = 4_194_304;

/** Looks at files in a folder of this node's own, before they are kept. */
export class FileIntake implements Intake {
  readonly #parts: Parts;
  readonly #root: string;

  /** What an earlier run has left in the folder goes. */
  static async open(parts: Parts, root: string): Promise<FileIntake> {
    await rm(root, { recursive: true, force: true });
    await mkdir(root, { recursive: true, mode: 0o700 });
    return new FileIntake(parts, root);
  }

  private constructor(parts: Parts, root: string) {
    this.#parts = parts;
    this.#root = root;
  }

  async take(scope: string, body: AsyncIterable<Uint8Array>, bytes: number): Promise<TakenIn> {
    let folder: string | null = null;
    try {
      // Also where somebody has tidied up.
      await mkdir(this.#root, { recursive: true, mode: 0o700 });
      folder = await mkdtemp(join(this.#root, 'in-'));
      const source = join(folder, 'source');
      await pipeline(exactly(body, bytes), createWriteStream(source));
      await this.#demandHarmless(source);
      const made = join(folder, 'made');
      await mkdir(made);
      const prepared = await this.#parts.media.prepare(source, made);
      const kept = prepared.kind === 'picture' ? prepared.kept : source;
      const preview = await this.#preview(scope, prepared, join(made, 'preview'));
      const { hash, bytes: size } = await this.#parts.blobs.put(scope, createReadStream(kept), { bytes: Infinity });
      return { ...lookOf(prepared), bytes: size, hash, ...(preview === null ? {} : { preview }) };
    } catch (error) {
      throw isOfTheDisk(error) ? diskFailure(error) : error;
    } finally {
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    }
  }

  async #demandHarmless(source: string): Promise<void> {
    const scanned = await this.#parts.scanner?.scan(createReadStream(source));
    if (scanned?.status === 'found')
      throw new ChatError('forbidden', { message: 'The virus scanner of this server refuses this file.' });
  }

  /** The hash of the picture that stands for it in a message; null where there is none. */
  async #preview(scope: string, prepared: Prepared, target: string): Promise<string | null> {
    let picture = prepared.kind === 'film' ? prepared.poster : undefined;
    if (prepared.kind === 'picture' && (await this.#parts.media.preview(prepared.kept, previewWidth, target)))
      picture = target;
    if (picture === undefined) return null;
    return (await this.#parts.blobs.put(scope, createReadStream(picture), { bytes: previewBytes })).hash;
  }
}

/** What is told of it, and whether it may be shown in the page's origin: only what was made anew here, or is played and not run. */
function lookOf(prepared: Prepared): Omit<TakenIn, 'bytes' | 'hash' | 'preview'> {
  switch (prepared.kind) {
    case 'picture': {
      const { type, width, height, thumb } = prepared;
      return { type, width, height, thumb, isShown: true };
    }
    case 'film': {
      const { kind: _kind, poster: _poster, ...look } = prepared;
      return { ...look, isShown: true };
    }
    case 'sound': {
      const { kind: _kind, ...look } = prepared;
      return { ...look, isShown: true };
    }
    case 'document':
      return { type: prepared.type };
  }
}

async function* exactly(body: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  for await (const piece of body) {
    passed += piece.length;
    if (passed > bytes) break;
    yield piece;
  }
  if (passed !== bytes)
    throw new ChatError('bad_request', { message: 'The body is not as long as Content-Length says.' });
}

/** Of reading and writing here: whoever gives the body, and the store, have said already what went wrong there. */
const isOfTheDisk = (error: unknown): boolean =>
  !(error instanceof ChatError) && typeof (error as NodeJS.ErrnoException).syscall === 'string';
