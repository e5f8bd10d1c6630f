import type { Feature } from '../../shell/feature.ts';
import { overlay } from '../../shell/overlay.tsx';

const editName = overlay(async () => (await import('./EditNameDialog.tsx')).EditNameDialog);

/** What the reader says of herself. */
export const profile: Feature = {
  ownCommands: [{ label: 'profile.edit', icon: 'pencil', run: () => editName.open({}) }],
};
