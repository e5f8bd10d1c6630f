import type { DatabaseSync } from 'node:sqlite';
import type { AdminSettings } from '@rookery/protocol';
import { settingsIn } from '../../../domain/server-settings.ts';
import type { SettingsChange } from '../../../ports/settings-store.ts';
import { prepareAll, prepareRun } from './statements.ts';

/** What was set for the whole server: JSON by name. */
export function serverSettings(db: DatabaseSync) {
  const all = prepareAll<{ readonly name: string; readonly value: string }>(
    db,
    'SELECT name, value FROM server_settings',
  );
  const keep = prepareRun(
    db,
    'INSERT INTO server_settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const read = (): AdminSettings => settingsIn(Object.fromEntries(all().map(({ name, value }) => [name, value])));
  return {
    read,
    change(change: SettingsChange): { before: AdminSettings; after: AdminSettings } {
      const before = read();
      for (const [name, value] of Object.entries(change)) if (value !== undefined) keep(name, JSON.stringify(value));
      return { before, after: read() };
    },
  };
}
