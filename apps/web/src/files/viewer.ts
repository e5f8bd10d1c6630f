import { overlay } from '../shell/overlay.tsx';

/** Pictures over the whole window. */
export const viewer = overlay(async () => (await import('./Viewer.tsx')).Viewer);
