import { overlay } from '../shell/overlay.tsx';

/** Asks what a picture shows. */
export const altDialog = overlay(async () => (await import('./AltDialog.tsx')).AltDialog);
