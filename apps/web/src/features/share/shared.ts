import { basePath } from '../../lib/base-path.ts';

/** As the service worker calls it. */
const cacheName = `rookery-shared:${basePath}/:`;

/** The files that were shared, as the service worker has put them by. */
export const sharedFiles = async (): Promise<readonly File[]> => {
  try {
    const cache = await caches.open(cacheName);
    const answers = (await cache.matchAll()).map(async (answer) => {
      const blob = await answer.blob();
      return new File([blob], decodeURIComponent(answer.headers.get('x-name') ?? ''), { type: blob.type });
    });
    return await Promise.all(answers);
  } catch {
    // No cache, no files.
    return [];
  }
};

/** They are taken, or not wanted. */
export const forgetShared = async (): Promise<void> => {
  await caches.delete(cacheName).catch(() => false);
};
