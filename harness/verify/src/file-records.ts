import type { ConversationId, FileId } from '@rookery/protocol';

/** A file that was uploaded, as the server acknowledged it. */
export type UploadRecord = {
  readonly id: FileId;
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of what was uploaded, in hex. */
  readonly hash: string;
  /** What it shows, as was acknowledged before it was sent. */
  readonly alt?: string;
};

/** A message with files that its author deleted. `ackedAt` null: the outcome is unknown. */
export type DeletionRecord = {
  readonly device: string;
  readonly clientId: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly askedAt: number;
  ackedAt: number | null;
};

/** What somebody was answered in the end who asked for a file. */
export type FileReadRecord = {
  readonly conversation: ConversationId;
  readonly seq: number;
  readonly id: FileId;
  readonly device: string;
  /** `member`: she may read the message; `stranger`: she may not; `nobody`: without a session. */
  readonly as: 'member' | 'stranger' | 'nobody';
  readonly status: number;
  /** SHA-256 of the bytes that came; null where none did. */
  readonly hash: string | null;
};
