import { SettingsPage } from '../features/settings/SettingsPage.tsx';
import type { PageProps } from '../shell/feature.ts';
import { settingsTabs } from './settings-tabs.ts';

export const SettingsPlace = ({ part }: PageProps) => <SettingsPage part={part} tabs={settingsTabs} />;
