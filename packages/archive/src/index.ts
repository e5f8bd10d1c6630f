export { ArchiveFault } from './archive-fault.ts';
export { ArchiveReader } from './archive-reader.ts';
export { ArchiveWriter } from './archive-writer.ts';
export type { ArchivePlace, KeptPosition } from './archive-writer.ts';
export { filePath, folderOf, manifestFile } from './format.ts';
export type { Backup, Part, PartKind, Purpose } from './format.ts';
export { verifyArchive } from './verify-archive.ts';
export type { Verified } from './verify-archive.ts';
