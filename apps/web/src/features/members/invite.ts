import { roomOverlay } from '../../shell/room-overlay.tsx';

export const invite = roomOverlay(async () => (await import('./InviteDialog.tsx')).InviteDialog);
