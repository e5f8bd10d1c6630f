import { createHash, randomBytes } from 'node:crypto';
import { asMessageId, asRoomId, asSessionToken, asUserId } from '@rookery/protocol';

/** 128 random bits: no two are ever alike, on any node. */
const word = (): string => randomBytes(16).toString('base64url');

export const newUserId = () => asUserId(`u_${word()}`);
export const newRoomId = () => asRoomId(`r_${word()}`);
export const newMessageId = () => asMessageId(`m_${word()}`);
/** Ids of changes and sessions, told apart but never shown. */
export const newWord = word;
/** 256 random bits. */
export const newSessionToken = () => asSessionToken(randomBytes(32).toString('base64url'));
/** What the store knows of a token or pid. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
