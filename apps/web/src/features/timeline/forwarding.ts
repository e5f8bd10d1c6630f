import { overlay } from '../../shell/overlay.tsx';

/** Asks where a message is to be said again. */
export const forwarding = overlay(async () => (await import('./ForwardDialog.tsx')).ForwardDialog);
