import { fileTypes } from '@rookery/protocol';
import type { File, FileType } from '@rookery/protocol';

/** A file as the server keeps it: also by what its bytes are found. */
export type StoredFile = File & {
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
  /** The same of a small picture that stands for it, in WebP. */
  readonly preview?: string;
  /** It may be shown in a page of this server: a picture that was made anew here, or film or sound. */
  readonly isShown?: true;
};

/** Of all bytes that belong to it. */
export const hashesOf = ({ hash, preview }: Pick<StoredFile, 'hash' | 'preview'>): readonly string[] =>
  preview === undefined ? [hash] : [hash, preview];

/** As the wire has it. */
export const toWireFile = ({ hash: _hash, preview: _preview, isShown: _isShown, ...file }: StoredFile): File => file;

/** What lists tell apart: what cannot be shown is a document, whatever it is. */
export function fileTypeOf({ type, isShown }: StoredFile): FileType {
  if (!isShown) return 'document';
  const family = type.slice(0, type.indexOf('/'));
  return fileTypes.find((known) => known === family) ?? 'document';
}
