import { overlay } from '../../shell/overlay.tsx';

export const createRoom = overlay(async () => (await import('./CreateRoomDialog.tsx')).CreateRoomDialog);
