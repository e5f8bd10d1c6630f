import { cell } from '../lib/cell.ts';

/** Whether this browser shows notifications of this site: as it says, or why it never will. */
export type Permission = NotificationPermission | 'insecure' | 'unsupported';

const now = (): Permission =>
  !isSecureContext ? 'insecure' : 'Notification' in globalThis ? Notification.permission : 'unsupported';

export const permission = cell<Permission>(now());

// Taken back, or given, in the browser's own settings.
void navigator.permissions
  ?.query({ name: 'notifications' })
  .then((status) => status.addEventListener('change', () => permission.set(now())))
  .catch(() => undefined);

/** To be called where the reader has asked for it: browsers refuse the question otherwise. */
export const askPermission = async (): Promise<void> => {
  if (now() === 'default') await Notification.requestPermission();
  permission.set(now());
};
