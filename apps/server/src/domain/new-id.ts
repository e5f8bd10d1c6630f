import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { asMessageId, asRoomId, asSessionToken, asUserId } from '@rookery/protocol';

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
/** Ids of changes and sessions, told apart but never shown. */
export const newWord = word;
/** 256 random bits. */
export const newSessionToken = () => asSessionToken(randomBytes(32).toString('base64url'));
/** What the store knows of a token or pid. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
