import { ChatError, isUserId, limits } from '@rookery/protocol';
import type { ConversationId, FileId, UserId } from '@rookery/protocol';
import type { StoredFile } from '../domain/stored-file.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

type Showing = Pick<Ports, 'files'>;

/** Of what a request names it as. */
type Field = 'avatar' | 'picture';

/**
 * Refuses what cannot stand for a person or a room: what is no upload of the caller's own, no picture that this server has made anew, or too large. [FILE-13]
 */
export async function demandPicture({ files }: Showing, { user }: Actor, id: FileId, field: Field): Promise<void> {
  const record = await files.find(id);
  if (record?.owner !== user.id || record.file === null) throw notFound(field);
  const { type, isShown, preview, bytes } = record.file;
  if (!isShown || preview === undefined || !type.startsWith('image/'))
    throw new ChatError('bad_request', { field, message: 'This file is no picture that can be shown.' });
  if (bytes > limits.pictureBytes)
    throw new ChatError('too_large', { field, message: `A picture may have at most ${limits.pictureBytes} bytes.` });
}

/** A picture on its way to a room. */
export type ShownPicture = {
  /** The room does not show it after all: where this request has taken it, it goes. */
  readonly takeBack: () => Promise<void>;
};

/** Claims an upload of the caller's own for a room, before the room's facts name it. Throws where it cannot be shown. [FILE-14] */
export async function claimPicture(
  ports: Showing,
  actor: Actor,
  room: ConversationId,
  id: FileId,
): Promise<ShownPicture> {
  await demandPicture(ports, actor, id, 'picture');
  const outcome = await ports.files.show(id, room);
  if (outcome === 'gone') throw notFound('picture');
  return { takeBack: () => (outcome === 'shown' ? dropPicture(ports, id) : Promise.resolve()) };
}

/** A room's former picture. What fails here is found by whoever compares the bytes with what leads to them (sweep-blobs.ts). */
export async function dropPicture({ files }: Showing, id: FileId | null): Promise<void> {
  if (id !== null) await files.unshow(id).catch(() => undefined);
}

/**
 * A picture that stands for somebody, which everybody with a session may see, or for a room as it is now: for its members, those who are invited and, of a public room, everybody. Null for any
 * other file, as if there were none. Its bytes lie in the file's own scope. [FILE-13] [FILE-14]
 */
export async function findPicture(
  { files, membership }: Pick<Ports, 'files' | 'membership'>,
  reader: UserId,
  id: FileId,
): Promise<StoredFile | null> {
  const { shownBy, file } = (await files.find(id)) ?? { shownBy: null, file: null };
  if (shownBy === null || file === null || isUserId(shownBy)) return shownBy === null ? null : file;
  const looked = await membership.look(shownBy, reader);
  const facts = looked.status === 'seen' ? looked.state.facts : null;
  return facts?.kind === 'room' && facts.picture === id ? file : null;
}
