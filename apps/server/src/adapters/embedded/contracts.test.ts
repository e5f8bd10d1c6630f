import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../domain/clock.ts';
import { describeChanges } from '../../ports/contracts/changes.contract.ts';
import { describeConversationLog } from '../../ports/contracts/conversation-log.contract.ts';
import { describeInbox } from '../../ports/contracts/inbox.contract.ts';
import { describeMembership } from '../../ports/contracts/membership.contract.ts';
import type { OpenStore } from '../../ports/contracts/people.ts';
import { describeSessionsAndPresence } from '../../ports/contracts/sessions-and-presence.contract.ts';
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

describeConversationLog('SQLite', open);
describeChanges('SQLite', open);
describeInbox('SQLite', open);
describeMembership('SQLite', open);
describeSessionsAndPresence('SQLite', open);
