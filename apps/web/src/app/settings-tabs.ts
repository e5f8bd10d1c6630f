import { accountSettings } from '../features/account/settings.ts';
import { administrationSettings } from '../features/administration/settings.ts';
import { aboutSettings, appearanceSettings } from '../features/appearance/settings.ts';
import { entranceSettings } from '../features/invitations/settings.ts';
import { noticeSettings } from '../features/notices/settings.ts';
import { privacySettings } from '../features/privacy/settings.ts';
import { profileSettings } from '../features/profile/settings.ts';
import { reportSettings } from '../features/reports/settings.ts';
import { securitySettings } from '../features/security/settings.ts';
import { keySettings } from '../features/shortcuts/settings.ts';
import type { SettingsTab } from '../shell/feature.ts';

/** The tabs of the settings, in their order. */
export const settingsTabs: readonly SettingsTab[] = [
  ...reportSettings,
  ...entranceSettings,
  ...profileSettings,
  ...accountSettings,
  ...securitySettings,
  ...noticeSettings,
  ...appearanceSettings,
  ...privacySettings,
  ...keySettings,
  ...aboutSettings,
  ...administrationSettings,
];
