import { overlay } from '../../shell/overlay.tsx';

/** Asks why, and shows a message to those who moderate. */
export const report = overlay(async () => (await import('./ReportDialog.tsx')).ReportDialog);
