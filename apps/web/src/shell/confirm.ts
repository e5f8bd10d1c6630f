import { overlay } from './overlay.tsx';

/** Asks once before something that cannot be taken back: `confirm.open({ title, words, yes, onYes })`. */
export const confirm = overlay(async () => (await import('./ConfirmDialog.tsx')).ConfirmDialog);
