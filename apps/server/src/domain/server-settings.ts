import { serverSettings } from '@rookery/protocol';
import type { ServerSettings } from '@rookery/protocol';

/** What holds where nothing was set. */
export const firstSettings: ServerSettings = {
  name: 'Rookery',
  registration: 'open',
  guests: true,
  roomCreation: 'guest',
};

/** Those that are known here, as a store keeps them: each in JSON by its name. One that cannot be read counts as never set. */
export function settingsIn(kept: Readonly<Record<string, string>>): ServerSettings {
  const known = Object.entries(kept).filter(([name, json]) => isSetting(name, json));
  return { ...firstSettings, ...Object.fromEntries(known.map(([name, json]) => [name, JSON.parse(json)])) };
}

function isSetting(name: string, json: string): boolean {
  if (!Object.hasOwn(firstSettings, name)) return false;
  try {
    return serverSettings.shape[name as keyof ServerSettings].safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}
