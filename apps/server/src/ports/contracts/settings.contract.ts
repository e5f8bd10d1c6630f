import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstSettings } from '../../domain/server-settings.ts';
import type { OpenStore, OpenedStore } from './fixtures.ts';

/** What any store must do with the settings of the whole server. It leaves them as they are at first. */
export function describeSettings(name: string, open: OpenStore): void {
  describe(`settings on ${name}`, () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => {
      await opened.store.settings.change(firstSettings);
      await opened.close();
    });

    test('[SET-1] are what they are at first until they are changed; what is not given stays', async () => {
      const { settings } = opened.store;
      expect(await settings.read()).toEqual(firstSettings);
      expect(await settings.change({})).toEqual({ before: firstSettings, after: firstSettings });
      const one = { ...firstSettings, registration: 'invite', name: '我们的 “chat”' } as const;
      expect(await settings.change({ registration: 'invite', name: one.name, guests: undefined })).toEqual({
        before: firstSettings,
        after: one,
      });
      const two = { ...one, guests: false, roomCreation: 'admin' } as const;
      expect(await settings.change({ guests: false, roomCreation: 'admin' })).toEqual({ before: one, after: two });
      expect(await settings.read()).toEqual(two);
    });

    test('[SET-1] of changes at the same time none is lost', async () => {
      const { settings } = opened.store;
      await settings.change(firstSettings);
      await Promise.all([
        settings.change({ guests: false }),
        settings.change({ registration: 'closed' }),
        settings.change({ name: 'both' }),
      ]);
      expect(await settings.read()).toEqual({ ...firstSettings, guests: false, registration: 'closed', name: 'both' });
    });
  });
}
