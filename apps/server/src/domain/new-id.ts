import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { asFileId, asMessageId, asRoomId, asSessionToken, asUserId } from '@rookery/protocol';
import type { FileId, UserId } from '@rookery/protocol';

const wordBytes = 16;
/** Asking the system for random bytes costs as much for 16 as for thousands. */
const pool = Buffer.alloc(256 * wordBytes);
let used = pool.length;

/** 128 random bits: no two are ever alike, on any node. */
function word(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += wordBytes;
  return pool.toString('base64url', used - wordBytes, used);
}

export const newUserId = () => asUserId(`u_${word()}`);
export const newRoomId = () => asRoomId(`r_${word()}`);
export const newMessageId = () => asMessageId(`m_${word()}`);

/** Of a file's id, its own random characters, behind those of its owner. */
const fileChars = 14;
/** 84 random bits behind the owner's id: whoever has a file's id knows where its record lies. */
export const newFileId = (owner: UserId): FileId => asFileId(`f_${owner.slice(2)}${word().slice(0, fileChars)}`);
/** Whose file it is, as its id says; null where the server has made no such id. */
export const fileOwner = (id: FileId): UserId | null =>
  id.length > fileChars + 2 ? asUserId(`u_${id.slice(2, -fileChars)}`) : null;
/** Ids of changes and sessions, told apart but never shown. */
export const newWord = word;
/** 256 random bits. */
export const newSessionToken = () => asSessionToken(randomBytes(32).toString('base64url'));
/** What the store knows of a token or pid. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
