import * as z from 'zod';

/** An archive is a directory; docs/operations/archive.md describes it for others. This file names what its manifest holds. */
export const formatName = 'rookery-archive';
/** A reader knows all versions up to its own. What is added to records without changing the meaning of others is no new version. */
export const formatVersion = 1;
export const manifestFile = 'archive.json';
export const filesFolder = 'files';
export const progressFile = 'progress.jsonl';

/** `log`: messages, and what is beside logs; `positions`: where each conversation stands, and from which part on its messages are of its present history. */
export const partKinds = ['log', 'people', 'server', 'files', 'positions'] as const;
export type PartKind = (typeof partKinds)[number];

/** A file of JSON values, one a line, compressed by Zstandard. */
export const partSchema = z.object({
  name: z.string().regex(/^(log|people|server|files|positions)-\d{5}\.jsonl\.zst$/),
  kind: z.enum(partKinds),
  /** As it lies there. */
  bytes: z.number(),
  sha256: z.string(),
  lines: z.number(),
  /** How many of them are messages. */
  messages: z.number(),
});
export type Part = z.infer<typeof partSchema>;

export const backupSchema = z.object({
  /** 1, 2, 3, …: the second and all later ones hold what has changed since the one before. */
  number: z.number(),
  startedAt: z.number(),
  finishedAt: z.number(),
  /** The version of Rookery that made it, and the kind of its store. */
  madeBy: z.string(),
  store: z.string(),
  conversations: z.number(),
  people: z.number(),
  /** In this one alone, also those that were written again since they were changed. */
  messages: z.number(),
  files: z.number(),
  /** Names of files whose bytes were not there, or not what they should be. */
  missing: z.array(z.string()),
  parts: z.array(partSchema),
});
export type Backup = z.infer<typeof backupSchema>;

/** A backup can be restored. An export has no secrets in it, and cannot. */
export const purposes = ['backup', 'export'] as const;
export type Purpose = (typeof purposes)[number];

export const manifestSchema = z.object({
  format: z.literal(formatName),
  version: z.number(),
  purpose: z.enum(purposes),
  backups: z.array(backupSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const folderOf = (number: number): string => String(number).padStart(4, '0');
export const partName = (kind: PartKind, number: number): string =>
  `${kind}-${String(number).padStart(5, '0')}.jsonl.zst`;
/** Below the archive. */
export const filePath = (hash: string): string => `${filesFolder}/${hash.slice(0, 2)}/${hash}`;
