import { WaitingTabs } from '../features/sidebar/WaitingTabs.tsx';
import { settingsTabs } from './settings-tabs.ts';

export const WaitingSettings = () => <WaitingTabs tabs={settingsTabs} />;
