import { overlay } from '../../shell/overlay.tsx';

// All that is loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { PinsPanel } from './PinsPanel.tsx';
export { SavedPage } from './SavedPage.tsx';

export const ask = overlay(async () => (await import('./PollDialog.tsx')).PollDialog);

export const sendLater = overlay(async () => (await import('./LaterDialog.tsx')).LaterDialog);

export const sendSilently = overlay(async () => (await import('./SilentDialog.tsx')).SilentDialog);
