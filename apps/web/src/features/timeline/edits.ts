import { overlay } from '../../shell/overlay.tsx';

/** Shows what a message said before it was edited. */
export const edits = overlay(async () => (await import('./EditsDialog.tsx')).EditsDialog);
