import { fileTypes } from '@rookery/protocol';
import type { File, FileType } from '@rookery/protocol';

/** A file as the server keeps it: also by what its bytes are found. */
export type StoredFile = File & {
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly hash: string;
};

/** As the wire has it. */
export const toWireFile = ({ hash: _hash, ...file }: StoredFile): File => file;

/** What lists tell apart, by the type of the bytes. */
export function fileTypeOf(type: string): FileType {
  const family = type.slice(0, type.indexOf('/'));
  return fileTypes.find((known) => known === family) ?? 'document';
}
