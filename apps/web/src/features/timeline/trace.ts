import { overlay } from '../../shell/overlay.tsx';

/** Shows what has become of a message. */
export const trace = overlay(async () => (await import('./TraceDialog.tsx')).TraceDialog);
