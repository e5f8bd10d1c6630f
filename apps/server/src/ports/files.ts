import type { ConversationId, FileDetails, FileId, FileType, UserId } from '@rookery/protocol';
import type { Refusal } from '../domain/log.ts';
import type { Page } from '../domain/page.ts';
import type { StoredFile } from '../domain/stored-file.ts';

export type UploadBounds = {
  /** Bytes that she may begin to upload in one day (UTC). */
  readonly dayBytes: number;
  /** Files of hers that are begun or not sent, at a time. */
  readonly unsent: number;
  /** So long it waits to be sent, ms. */
  readonly lifeMs: number;
};

/** A piece of an upload that comes in several. */
export type UploadPart = {
  /** SHA-256, in hexadecimal, of its bytes, which lie in the upload's own scope. */
  readonly hash: string;
  readonly bytes: number;
};

/** What its uploader says of an upload that comes in pieces. */
export type NamedUpload = { readonly name: string; readonly details: FileDetails };

/** An upload that comes in pieces, one behind the other. */
export type PartialUpload = NamedUpload & {
  /** All of it. */
  readonly bytes: number;
  readonly parts: readonly UploadPart[];
  /** When it is gone unless it is sent, ms since the epoch. */
  readonly expiresAt: number;
};

/** What is known of a file by its id alone. */
export type FileRecord = {
  readonly id: FileId;
  readonly owner: UserId;
  /** Null until all its bytes are there, and once it has been sent: then its message has it. */
  readonly file: StoredFile | null;
  /** Where it comes, or came, in pieces. */
  readonly partial: PartialUpload | null;
  /** The conversation for which it is reserved, or whose message holds it. */
  readonly conversation: ConversationId | null;
  /** It is its uploader's still, and expires. */
  readonly isUnsent: boolean;
  /** It is the picture of that person, its uploader, or was made that of that room: then it does not expire. */
  readonly shownBy: UserId | ConversationId | null;
};

/** A file in its message. */
export type HeldFile = {
  readonly file: StoredFile;
  readonly seq: number;
  readonly author: UserId;
  /** ms since the epoch. */
  readonly at: number;
};

/** What may be taken away: bytes by their hashes, and what leads to files that were deleted. */
export type Condemned = { readonly hashes: readonly string[]; readonly ids: readonly FileId[] };

/**
 * Which files there are, whose they are, and what may be taken away; their bytes are the port `blobs`'. A file is its uploader's (her slot) until it is
 * sent, or shown as somebody's or some room's picture: then its bytes stay where they were uploaded to, and all of it stays in her slot. To send it: `reserve` names the conversation in her slot, `hold` keeps its bytes from being taken away there while they are
 * copied, the append (`ConversationLog`) claims it in its own step, `confirm` ends the uploader's part. A node that dies in between leaves a reservation:
 * who sweeps asks the conversation whether it has claimed the file.
 *
 * - Atomic? Each call is one step. A claim is part of the append's, its end part of what deletes the message. - Ordered? Only with the log.
 * - Idempotent: all, but for the quota, which a repeated `begin` may count twice.
 * - Durable before it resolves: all that writes.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: O(files named); `list` O(page), and the documents among the files that it passes over.
 */
export interface Files {
  /** A file is about to be uploaded: it counts from now on, and is gone after `lifeMs` unless it is sent. `retryAfterMs`: until the next day. */
  begin(
    upload: { readonly id: FileId; readonly bytes: number; readonly partial?: NamedUpload },
    bounds: UploadBounds,
  ): Promise<
    { readonly status: 'begun' } | { readonly status: 'over-quota' | 'too-many'; readonly retryAfterMs: number }
  >;
  /**
   * One more piece, of an upload that was begun as `partial`. `elsewhere`: it does not begin where the last one ends; `full`: it has as many pieces as it may
   * have; `gone`: it has expired.
   */
  addPart(id: FileId, offset: number, part: UploadPart): Promise<'added' | 'elsewhere' | 'full' | 'gone'>;
  /** Its bytes are all there; again: it is told anew. False where it has expired or was sent meanwhile. */
  keep(file: StoredFile): Promise<boolean>;
  /** Forgets an upload; one that was sent stays. */
  drop(id: FileId): Promise<void>;
  /** It expires at once: from now on nobody can send it. False where it is reserved, has been sent, or is not there. */
  withdraw(id: FileId): Promise<boolean>;
  find(id: FileId): Promise<FileRecord | null>;

  /**
   * Says that the owner is about to send it to this conversation. `isCopy`: a new file, made from one that is sent already. `elsewhere`: it is reserved
   * for another one; `gone`: it has expired, or was sent.
   */
  reserve(
    file: StoredFile,
    conversation: ConversationId,
    copy?: { readonly lifeMs: number },
  ): Promise<'reserved' | 'elsewhere' | 'gone'>;
  /** An upload that was not sent lives for `lifeMs` from now on. Nothing where it has expired, or was sent. */
  prolong(id: FileId, lifeMs: number): Promise<void>;
  /**
   * For `holdMs` these bytes are not taken away from the conversation. `condemned`: some are being taken away right now, try again in a
   * moment; `refused`: she is no member.
   */
  hold(
    conversation: ConversationId,
    by: UserId,
    hashes: readonly string[],
    holdMs: number,
  ): Promise<'held' | 'condemned' | 'refused'>;
  /** The conversation has claimed it: it is no longer the uploader's. */
  confirm(id: FileId, conversation: ConversationId): Promise<void>;

  /**
   * Makes an upload the picture of a room, which its facts say in a step of their own (`Rooms.editRoom`): it does not expire from now on. `already`: it was shown there before; `gone`: it has
   * expired, or is something else's. An avatar is claimed by `People.setProfile`.
   */
  show(id: FileId, room: ConversationId): Promise<'shown' | 'already' | 'gone'>;
  /** No room shows it any more: it has expired, and its bytes are taken away with what else has. */
  unshow(id: FileId): Promise<void>;

  /** A file that a message holds, for who may read that. `unclaimed`: none does, now. */
  read(
    conversation: ConversationId,
    reader: UserId,
    id: FileId,
  ): Promise<({ readonly status: 'file' } & HeldFile) | { readonly status: 'unclaimed' } | Refusal>;
  /** Whether a message of the conversation holds it. */
  isClaimed(conversation: ConversationId, id: FileId): Promise<boolean>;
  /** The newest message first. Throws `bad_request` for a cursor that is none. */
  list(
    conversation: ConversationId,
    reader: UserId,
    type: FileType | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<({ readonly status: 'page' } & Page<HeldFile>) | Refusal>;

  /** Uploads of hers whose time is over, at most `limit`. */
  expired(owner: UserId, limit: number): Promise<readonly FileRecord[]>;
  /** She is gone for good: what she has not sent expires now. */
  forsake(owner: UserId): Promise<void>;
  /** What nothing in the conversation holds any more. From now on until `cleared` nobody is given a hold on it. */
  condemn(conversation: ConversationId, limit: number): Promise<Condemned>;
  /** It is gone. */
  cleared(conversation: ConversationId, gone: Condemned): Promise<void>;
  /** Whether anything is known of these bytes in the conversation: a message holds them, somebody is about to send them, or they are to be looked at. */
  isKnown(conversation: ConversationId, hash: string): Promise<boolean>;
  /** Makes the task of these files (`consumers`) due when there will be something to do next. */
  settleLater(subject: ConversationId | UserId): Promise<void>;
  /**
   * Looks through all that messages hold, and says anew of what is not found by its id in which conversation it is. For the shell: cost O(keys of the store and files).
   */
  mendPlaces(): Promise<MendedPlaces>;
}

/** Files that messages hold, and those of them that were not found by their ids. */
export type MendedPlaces = { readonly files: number; readonly mended: number };

/** Pieces of one upload. */
export const mostParts = 1_000;

/** What a page of a list looks at, at most. */
export const lookedAtFiles = 1_000;
