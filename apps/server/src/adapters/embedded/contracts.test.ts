import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import { describeStore } from '../../ports/contracts/describe-store.ts';
import type { OpenStore } from '../../ports/contracts/fixtures.ts';
import type { Store } from '../../ports/store.ts';
import { openEmbeddedStore } from './open-store.ts';

const open: OpenStore = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'rookery-contract-'));
  const openStore = (): Promise<Store> =>
    openEmbeddedStore({ dataDir, clock: systemClock, log: { error: () => undefined } });
  let store = await openStore();
  return {
    get store() {
      return store;
    },
    reopen: async () => {
      await store.close();
      store = await openStore();
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

describeStore('SQLite', open);
