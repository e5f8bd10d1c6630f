import * as z from 'zod/mini';
import { retentionDays, retentionMessages } from '../numbers.ts';
import { serverName } from '../text.ts';

/** What somebody is on the whole server, from below: a guest has no account. */
export const serverLevels = ['guest', 'member', 'admin', 'owner'] as const;
export const serverLevel = z.enum(serverLevels);
export type ServerLevel = z.infer<typeof serverLevel>;

/** What holds for the whole server. */
export const serverSettings = z.object({
  /** How the server is called. */
  name: serverName,
  /** Who may make an account. */
  registration: z.enum(['open', 'invite', 'closed']),
  /** Whether one may come in by a name alone. Guests who are here stay. */
  guests: z.boolean(),
  /** From whom on one may make rooms. */
  roomCreation: serverLevel,
  /** Whether the server looks up where links in messages lead. */
  linkPreviews: z.boolean(),
  /** Whether everybody with an account finds all others by name, and not only those whom she shares a conversation with. */
  findEverybody: z.boolean(),
  /** For how many days messages are kept, in all conversations; null: for good. A room may keep them for a shorter time. */
  retentionDays: z.nullable(retentionDays),
  /** How many messages each conversation keeps; null: all. */
  retentionMessages: z.nullable(retentionMessages),
});
export type ServerSettings = z.infer<typeof serverSettings>;

/** A larger file would need more pieces than an upload may have, where networks are bad. */
const fileSize = z.int().check(z.gte(0), z.lte(2_147_483_648));
const sizeOfADay = z.int().check(z.gte(0), z.lte(1_099_511_627_776));

/** How much people may upload. Everybody is told it as the limits of the same names. */
export const fileLimits = z.object({
  fileBytes: fileSize,
  guestFileBytes: fileSize,
  dayFileBytes: sizeOfADay,
  guestDayFileBytes: sizeOfADay,
});
export type FileLimits = z.infer<typeof fileLimits>;

/** All that admins set. */
export const adminSettingsShape = z.object({ ...serverSettings.shape, ...fileLimits.shape });
export type AdminSettings = z.infer<typeof adminSettingsShape>;
