import { createHash } from 'node:crypto';
import { ArchiveWriter, filePath, folderOf, manifestFile } from '@rookery/archive';
import type { ArchivePlace } from '@rookery/archive';
import { ChatError, isRoomId, limits } from '@rookery/protocol';
import type { ConversationId } from '@rookery/protocol';
import { newWord } from '../domain/new-id.ts';
import { may, rightsOf } from '../domain/rights.ts';
import { readThreadId } from '../domain/thread-id.ts';
import type { Actor } from './actor.ts';
import { firstReadable, writeExport } from './export-archive.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

type Exporting = Pick<Ports, 'membership' | 'log' | 'audit' | 'blobs' | 'clock' | 'records'>;

/** Takes the next piece of an archive; resolves when that was taken, rejects where nobody takes it any more. */
export type AddPiece = (name: string, body: AsyncIterable<Uint8Array>) => Promise<void>;

/** The right without which it is refused: whoever may end the room may take along what was said there. */
const needs = rightsOf('delete_room');

/**
 * A room with its threads and files as an archive (`npm run export` writes the same), as far as the caller may read it: it is made as it is taken. Who has lost the right meanwhile is given no
 * further piece. That it was asked for is on record before the first one. [ARC-8]
 */
export async function exportRoom(
  ports: Exporting,
  actor: Actor,
  id: string,
): Promise<{ readonly write: (add: AddPiece) => Promise<void> }> {
  if (!isRoomId(id)) throw notFound('room');
  const facts = await demand(ports, actor, id);
  const at = Math.floor(ports.clock.now());
  await ports.audit.record({
    ...{ id: newWord(), at, by: actor.user.id, act: 'room:export', room: id },
    ...(facts.visibility === 'public' ? { name: facts.name } : {}),
  });
  return {
    write: async (add) => {
      const source = await ports.records.open();
      try {
        const place = new Pieces(add, () => demand(ports, actor, id));
        const first = firstReadable(await source.about(id), actor.user.id);
        if (first === null) throw notFound('room');
        const readable = new Map<ConversationId, number>([[id, first]]);
        for (const thread of await threadsOf(ports, id, first)) readable.set(thread, 1);
        const writer = ArchiveWriter.to(place, ports.clock.now());
        const now = () => ports.clock.now();
        await writeExport({ source, blobs: ports.blobs, writer }, readable, null, ports.records, now);
      } finally {
        await source.close();
      }
    },
  };
}

/** What the room is. */
async function demand({ membership }: Exporting, { user }: Actor, room: ConversationId) {
  const looked = await membership.look(room, user.id);
  if (looked.status === 'refused') throw refuse(looked);
  const { facts } = looked.state;
  if (looked.role === 'invited' || facts.kind !== 'room') throw notFound('room');
  if (!may(looked.rights, needs))
    throw new ChatError('forbidden', { message: 'Only who may delete this room may export it.' });
  return facts;
}

/** Those under what the caller may read. */
async function threadsOf({ log }: Exporting, room: ConversationId, first: number): Promise<ConversationId[]> {
  const found: ConversationId[] = [];
  for (let mark = 0, isMore = true; isMore;) {
    const page = await log.threads(room, mark, limits.historyPage);
    for (const { thread } of page.changed) if ((readThreadId(thread.id)?.seq ?? 0) >= first) found.push(thread.id);
    ({ mark, isMore } = page);
  }
  return found;
}

/** Of what is in memory so much is given out at a time: whoever is slow is seen to take it. */
const sliceBytes = 65_536;

/** An archive that goes out piece by piece, and lies nowhere. */
class Pieces implements ArchivePlace {
  readonly #add: AddPiece;
  readonly #demand: () => Promise<unknown>;
  readonly #files = new Set<string>();

  constructor(add: AddPiece, mayGoOn: () => Promise<unknown>) {
    this.#add = add;
    this.#demand = mayGoOn;
  }

  async part(name: string, bytes: Buffer): Promise<void> {
    await this.#demand();
    await this.#add(`${folderOf(1)}/${name}`, slices(bytes));
  }

  hasFile(hash: string): boolean {
    return this.#files.has(hash);
  }

  /** What is not as its name says has gone out by then: it is said to be missing all the same. */
  async addFile(hash: string, body: AsyncIterable<Uint8Array>): Promise<boolean> {
    await this.#demand();
    const sha256 = createHash('sha256');
    const seen = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        sha256.update(chunk);
        yield chunk;
      }
    };
    await this.#add(filePath(hash), seen());
    this.#files.add(hash);
    return sha256.digest('hex') === hash;
  }

  async finish(_parts: readonly string[], manifest: Buffer): Promise<void> {
    await this.#add(manifestFile, slices(manifest));
  }
}

async function* slices(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += sliceBytes)
    yield await Promise.resolve(bytes.subarray(at, at + sliceBytes));
}
