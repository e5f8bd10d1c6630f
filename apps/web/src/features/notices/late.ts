import { overlay } from '../../shell/overlay.tsx';

// All that is loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { NoticeQuestion } from './NoticeQuestion.tsx';
export { NotificationSettings } from './NotificationSettings.tsx';

export const notifyDialog = overlay(async () => (await import('./NotifyDialog.tsx')).NotifyDialog);
