import { ChatError, isConversationId, isFileId, isUserId, limits } from '@rookery/protocol';
import type { StoredBlob } from '../ports/blobs.ts';
import type { Ports } from './ports.ts';

type Sweeping = Pick<Ports, 'files' | 'log' | 'blobs' | 'clock'>;

/** What is younger may be about to be sent. */
const leastAgeMs = 2 * limits.unsentFileMs;
const pageBlobs = 500;
/** Between two pages of a pass: whoever reads and writes goes first. */
const stepMs = 1_000;

type Hearing = { swept(blobs: number): void; failed(error: unknown): void };

/**
 * Compares the bytes that there are with the records of files, in passes with a rest of `restMs` between them, and takes away what nothing leads to: what a node left
 * that was killed between the two. Call the returned function to stop: it resolves when the page under way is done. [FILE-5]
 */
export function sweepBlobs(ports: Sweeping, restMs: number, hearing: Hearing): () => Promise<void> {
  let isOver = false;
  let after: string | null = null;
  let running: Promise<void> = Promise.resolve();
  const step = async (): Promise<number> => {
    try {
      const page = await ports.blobs.list(after, pageBlobs);
      let swept = 0;
      for (const blob of page.blobs)
        if (!isOver && (await isLeftOver(ports, blob))) {
          await ports.blobs.remove(blob.scope, blob.hash);
          swept += 1;
        }
      hearing.swept(swept);
      after = page.next;
      return after === null ? restMs : stepMs;
    } catch (error) {
      // A store that is away says so elsewhere.
      if (!(error instanceof ChatError && error.code === 'unavailable')) hearing.failed(error);
      return restMs;
    }
  };
  const later = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      running = step().then((next) => {
        if (!isOver) timer = later(next);
      });
    }, ms).unref();
  let timer = later(Math.min(restMs, 60_000));
  return () => {
    isOver = true;
    clearTimeout(timer);
    return running;
  };
}

export async function isLeftOver(
  { files, log, clock }: Pick<Ports, 'files' | 'log' | 'clock'>,
  { scope, hash, at }: Pick<StoredBlob, 'scope' | 'hash' | 'at'>,
): Promise<boolean> {
  if (clock.now() - at < leastAgeMs) return false;
  if (isConversationId(scope)) return !(await files.isKnown(scope, hash));
  if (!isFileId(scope)) return false;
  const record = await files.find(scope);
  if (!record || record.shownBy === null) return !record?.isUnsent;
  if (isUserId(record.shownBy)) return false;
  const [room] = await log.states([record.shownBy]);
  if (room?.facts.kind === 'room' && room.facts.picture === scope) return false;
  // A node died after the room had let it go, or before it had taken it. The record goes first: nothing shows it from then on.
  await files.unshow(scope);
  return true;
}
