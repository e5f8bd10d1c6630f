export { ArchiveFault } from './archive-fault.ts';
export { ArchiveReader } from './archive-reader.ts';
export { ArchiveWriter } from './archive-writer.ts';
export type { KeptPosition } from './archive-writer.ts';
export type { Backup, Part, PartKind, Purpose } from './format.ts';
export { verifyArchive } from './verify-archive.ts';
export type { Verified } from './verify-archive.ts';
