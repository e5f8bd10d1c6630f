import type { Feature } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const account = overlay(async () => (await import('./AccountDialog.tsx')).AccountDialog);

/** The reader's account: made here by a guest, looked after by who has one. */
export const accounts: Feature = {
  ownCommands: [{ label: 'account.title', icon: 'lock', run: () => account.open({}) }],
};
