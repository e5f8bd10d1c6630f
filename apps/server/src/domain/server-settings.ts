import { adminSettingsShape, fileLimits, limits, serverSettings } from '@rookery/protocol';
import type { AdminSettings, FileLimits, ServerSettings } from '@rookery/protocol';

/** What holds where nothing was set. */
export const firstSettings: AdminSettings = {
  name: 'Rookery',
  registration: 'open',
  guests: true,
  roomCreation: 'guest',
  fileBytes: limits.fileBytes,
  guestFileBytes: limits.guestFileBytes,
  dayFileBytes: limits.dayFileBytes,
  guestDayFileBytes: limits.guestDayFileBytes,
  linkPreviews: true,
  findEverybody: false,
  retentionDays: null,
  retentionMessages: null,
};

/** What everybody is told, before she comes in too. */
export const toldSettings = (settings: AdminSettings): ServerSettings => serverSettings.parse(settings);

/** What the limits of the same names are here. */
export const fileLimitsOf = (settings: AdminSettings): FileLimits => fileLimits.parse(settings);

/** Those that are known here, as a store keeps them: each in JSON by its name. One that cannot be read counts as never set. */
export function settingsIn(kept: Readonly<Record<string, string>>): AdminSettings {
  const known = Object.entries(kept).filter(([name, json]) => isSetting(name, json));
  return { ...firstSettings, ...Object.fromEntries(known.map(([name, json]) => [name, JSON.parse(json)])) };
}

function isSetting(name: string, json: string): boolean {
  if (!Object.hasOwn(firstSettings, name)) return false;
  try {
    return adminSettingsShape.shape[name as keyof AdminSettings].safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}
