import * as z from 'zod/mini';
import { userId } from '../ids.ts';
import { limits } from '../limits.ts';
import { notify } from './notify.ts';

const timeOfDay = z
  .string()
  .check(
    z.maxLength(5),
    z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { message: 'must be a time of day, HH:MM' }),
    z.meta({ description: 'A time of day, `00:00` to `23:59`.' }),
  );

const isZone = (zone: string): boolean => {
  // Node also takes offsets such as `+01:00`, which know no summer time.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const zone = z.string().check(
  z.minLength(1),
  z.maxLength(limits.zoneChars),
  z.refine((value) => value.length > limits.zoneChars || isZone(value), { message: 'must be a time zone of IANA' }),
  z.meta({ description: 'A time zone by its name at IANA, such as `Asia/Shanghai`.' }),
);

const language = z
  .string()
  .check(
    z.maxLength(limits.languageChars),
    z.regex(/^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/, { message: 'must be a language tag' }),
    z.meta({ description: 'A language tag after BCP 47, such as `zh-CN`.' }),
  );

/** When nothing is to disturb her: each day from one time to another, over midnight where the second is the earlier one. */
export const quietHours = z.object({ from: timeOfDay, to: timeOfDay, zone });
export type QuietHours = z.infer<typeof quietHours>;

const directFrom = z.enum(['all', 'rooms', 'nobody']);

/** What a person may change of hers. What is not given stays; null goes back to none. */
export const settingsChange = z.object({
  directFrom: z.optional(directFrom),
  receipts: z.optional(z.boolean()),
  quietHours: z.optional(z.nullable(quietHours)),
  language: z.optional(z.nullable(language)),
  linkPreviews: z.optional(z.boolean()),
  pushWords: z.optional(z.boolean()),
  mailDigest: z.optional(z.boolean()),
});
export type SettingsChange = z.infer<typeof settingsChange>;

/** What a person has chosen for herself, the same on all her devices. */
export const settings = z.object({
  /** Who may begin a direct conversation with her. */
  directFrom,
  /** Whether others see how far she has read. */
  receipts: z.boolean(),
  quietHours: z.nullable(quietHours),
  /** Null: that of each device. */
  language: z.nullable(language),
  /** Whether the server looks up where links that she writes lead, and shows it below her messages. */
  linkPreviews: z.boolean(),
  /** Whether a push says who wrote what, or nothing but that there is a message. */
  pushWords: z.boolean(),
  /** Whether she is told by mail what waits for her when she has been away: where the server sends mail, and she has confirmed an address. */
  mailDigest: z.boolean(),
  /** What she wants to be told of in conversations that say nothing else; left out: of what calls her. */
  notify: z.optional(notify),
  /** Whom she has blocked, the latest first. */
  blocked: z.array(userId),
});
export type Settings = z.infer<typeof settings>;
/** Without those whom she has blocked. */
export type Choices = Omit<Settings, 'blocked'>;

export const defaultChoices: Choices = {
  directFrom: 'all',
  receipts: true,
  quietHours: null,
  language: null,
  linkPreviews: true,
  pushWords: true,
  mailDigest: true,
};
