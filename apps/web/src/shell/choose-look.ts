import type { Client } from '@rookery/client';
import { preferences, type Preferences } from '../store/preferences.ts';

/** Changes how the app looks and speaks on this device. The language is hers on all devices; without a connection it is this one's. */
export const chooseLook = (client: Client, set: Partial<Preferences>): void => {
  preferences.setState(set);
  if (set.locale) client.setSettings({ language: set.locale }).catch(() => undefined);
};
