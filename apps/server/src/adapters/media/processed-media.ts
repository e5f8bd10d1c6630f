import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { ChatError } from '@rookery/protocol';
import type { Media, Prepared } from '../../ports/media.ts';
import { firstPicture, probe } from './ffmpeg.ts';
import { PictureLane } from './picture-lane.ts';

/** Of a job in a process; the process itself gives up earlier where it can. */
const jobMs = 30_000;
const lanes = 2;
const mostWaiting = 64;

/** What is played by browsers, and what it is called there. */
const films: Readonly<Record<string, string>> = {
  'video/mp4': 'video/mp4',
  'video/x-m4v': 'video/mp4',
  'video/quicktime': 'video/quicktime',
  'video/webm': 'video/webm',
  'video/ogg': 'video/ogg',
};
const sounds: Readonly<Record<string, string>> = {
  'audio/mpeg': 'audio/mpeg',
  'audio/mp4': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg': 'audio/ogg',
  'audio/wav': 'audio/wav',
  'audio/x-flac': 'audio/flac',
  'audio/flac': 'audio/flac',
  'audio/aac': 'audio/aac',
};
/** Containers of films in which there is nothing but sound. */
const onlySound: Readonly<Record<string, string>> = {
  'video/mp4': 'audio/mp4',
  'video/webm': 'audio/webm',
  'video/ogg': 'audio/ogg',
};

/** Pictures by sharp, in two processes at most; films and sounds by ffmpeg, where it is there. */
export class ProcessedMedia implements Media {
  readonly #free: PictureLane[] = Array.from({ length: lanes }, () => new PictureLane());
  readonly #all: readonly PictureLane[] = [...this.#free];
  readonly #waiting: ((lane: PictureLane) => void)[] = [];
  #isClosed = false;

  prepare(source: string, folder: string): Promise<Prepared> {
    return this.#inTurn(async (lane): Promise<Prepared> => {
      const kept = join(folder, 'kept');
      const answer = await this.#run(lane, { kind: 'look', source, kept });
      if (answer?.kind === 'picture') return { ...answer, kept };
      if (answer?.kind !== 'other') return { kind: 'document', type: 'application/octet-stream' };
      const { type, hasFilm } = answer;
      const asFilm = films[type];
      if (asFilm !== undefined) return this.#film(lane, source, folder, type, asFilm, hasFilm);
      const asSound = sounds[type];
      return asSound === undefined ? { kind: 'document', type } : sound(await probe(source, type), asSound);
    });
  }

  preview(
    source: string,
    width: number,
    target: string,
  ): Promise<{ readonly width: number; readonly height: number } | null> {
    return this.#inTurn(async (lane) => {
      const answer = await this.#run(lane, { kind: 'shrink', source, target, width });
      if (answer?.kind === 'shrunk') return { width: answer.width, height: answer.height };
      await rm(target, { force: true });
      return null;
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const lane of this.#all) lane.close();
  }

  async #film(
    lane: PictureLane,
    source: string,
    folder: string,
    type: string,
    asFilm: string,
    hasFilm: boolean,
  ): Promise<Prepared> {
    const track = await probe(source, type);
    const { hasFilm: isFilm, ...known } = track ?? { hasFilm };
    const asSound = onlySound[asFilm];
    if (!isFilm && asSound !== undefined) return sound(track, asSound);
    const [first, poster] = [join(folder, 'first.png'), join(folder, 'poster')];
    const film = { kind: 'film', type: asFilm, ...known } as const;
    if (!track || !(await firstPicture(source, type, first))) return film;
    const answer = await this.#run(lane, { kind: 'shrink', source: first, target: poster, width: 1_280 });
    return answer?.kind === 'shrunk' ? { ...film, thumb: answer.thumb, poster } : film;
  }

  async #run(lane: PictureLane, job: Parameters<PictureLane['run']>[0]): ReturnType<PictureLane['run']> {
    const answer = await lane.run(job, jobMs);
    if (this.#isClosed) throw new ChatError('unavailable');
    return answer;
  }

  async #inTurn<T>(work: (lane: PictureLane) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new ChatError('unavailable');
    if (this.#waiting.length >= mostWaiting)
      throw new ChatError('unavailable', { message: 'Too many pictures wait to be looked at.', retryAfterMs: 5_000 });
    const lane = this.#free.pop() ?? (await new Promise<PictureLane>((resolve) => this.#waiting.push(resolve)));
    try {
      if (this.#isClosed) throw new ChatError('unavailable');
      return await work(lane);
    } finally {
      this.#release(lane);
    }
  }

  #release(lane: PictureLane): void {
    const next = this.#waiting.shift();
    if (next) next(lane);
    else this.#free.push(lane);
  }
}

const sound = (track: { readonly durationMs?: number } | null, type: string): Prepared => ({
  kind: 'sound',
  type,
  ...(track?.durationMs === undefined ? {} : { durationMs: track.durationMs }),
});
