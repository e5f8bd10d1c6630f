import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatError, asSessionToken, parseRequest } from '@rookery/protocol';
import type { ClientEventName, User } from '@rookery/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbeddedStore } from '../../apps/server/src/adapters/embedded/open-store.ts';
import { DirectoryBlobs } from '../../apps/server/src/adapters/files/directory-blobs.ts';
import { FileIntake } from '../../apps/server/src/adapters/files/file-intake.ts';
import { ProcessedMedia } from '../../apps/server/src/adapters/media/processed-media.ts';
import type { OrderedActor } from '../../apps/server/src/app/actor.ts';
import type { App } from '../../apps/server/src/app/app.ts';
import { operations } from '../../apps/server/src/app/operations.ts';
import { NodeSearchIndex } from '../../apps/server/src/adapters/search/search-index.ts';
import { compose } from '../../apps/server/src/composition/compose.ts';
import { systemClock } from '../../apps/server/src/domain/clock.ts';
import { createLog } from '../../apps/server/src/ops/log.ts';
import { Metrics } from '../../apps/server/src/ops/metrics.ts';
import { append, newRoom, newUser } from '../../apps/server/src/ports/contracts/fixtures.ts';
import type { Store } from '../../apps/server/src/ports/store.ts';
import { isHidden, placeKinds } from './cast.ts';
import type { PlaceKind } from './cast.ts';
import type { Cell, Row } from './row.ts';
import { rows } from './rows.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'rookery-calls-'));
/** Every call of the store, while it is asked for. */
let calls: string[] = [];
let store: Store;
let core: { readonly app: App; readonly close: () => Promise<void> };

beforeAll(async () => {
  const log = createLog('silent', 'calls');
  store = await openEmbeddedStore({ dataDir, clock: systemClock, log });
  const blobs = await DirectoryBlobs.open(join(dataDir, 'files'));
  core = compose(
    counting(store),
    systemClock,
    new Metrics(),
    log,
    () => false,
    false,
    () => true,
    {
      blobs,
      search: new NodeSearchIndex(join(dataDir, 'search.sqlite'), () => undefined),
      intake: await FileIntake.open({ blobs, media: new ProcessedMedia(), scanner: null }, join(dataDir, 'in')),
    },
  );
});
afterAll(async () => {
  await core.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The real store, each of whose ports notes what is called. */
function counting(real: Store): Store {
  const ports = Object.entries(real).map(([port, adapter]: [string, unknown]) => [
    port,
    typeof adapter !== 'object' || adapter === null
      ? adapter
      : new Proxy(adapter, {
          get: (target, method) => {
            const found: unknown = Reflect.get(target, method, target);
            if (typeof found !== 'function') return found;
            return (...args: unknown[]): unknown => {
              // The node reads the settings once a second by itself, whoever asks for what.
              if (port !== 'settings') calls.push(`${port}.${String(method)}`);
              return Reflect.apply(found, target, args);
            };
          },
        }),
  ]);
  return Object.fromEntries(ports) as Store;
}

/** What an outsider's request calls, and how it ends. */
async function asked(event: ClientEventName, actor: OrderedActor, payload: unknown): Promise<string> {
  calls = [];
  let end = 'ok';
  try {
    await operations[event].run?.(core.app.ports, actor, parseRequest(event, payload) as never);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    end = JSON.stringify(error.toBody());
  }
  return `${end} after ${calls.join(', ')}`;
}

const asActor = (user: User): OrderedActor => ({
  user,
  session: { id: 'x', kind: 'guest', token: asSessionToken(''), expiresAt: Number.MAX_SAFE_INTEGER },
  way: { inOrder: (work) => work(), address: null },
});

async function open(kind: PlaceKind, keeper: User, friend: User): Promise<string> {
  if (kind === 'direct') return (await store.rooms.openDirect(keeper.id, friend.id, 1)).facts.id;
  if (kind !== 'group') return (await newRoom(store, keeper, { visibility: 'private' })).id;
  const people = [keeper.id, friend.id, (await newUser(store)).id];
  return (await store.rooms.openGroup(people, keeper.id, 1)).facts.id;
}

test.each(placeKinds.filter(isHidden))(
  '[SEC-2] to whoever is outside of a %s each request costs the same calls of the store as where there is none',
  async (kind) => {
    const [keeper, friend, she] = [await newUser(store), await newUser(store), await newUser(store)];
    const id = await open(kind, keeper, friend);
    const { id: root } = await append(store, id as never, keeper);
    const ghost = `${id.slice(0, 2)}${'x'.repeat(id.length - 2)}`;
    const cell = (place: string) =>
      ({
        actor: { kind: 'non-member', ...she },
        place: { kind, id: place, name: 'nowhere', said: new Map(), root },
        scene: { keeper, victim: friend, bystander: friend },
      }) as unknown as Cell;
    let compared = 0;
    for (const [event, some] of Object.entries(rows) as [ClientEventName, Row | readonly Row[]][])
      for (const row of [some].flat() as Row[]) {
        if (row.isPlaceless || operations[event].run === null) continue;
        const actor = asActor(she);
        // Once before: what a node remembers of people it remembers from then on.
        await asked(event, actor, row.ask(cell(ghost)));
        const none = await asked(event, actor, row.ask(cell(ghost)));
        const real = await asked(event, actor, row.ask(cell(id)));
        expect(real.replaceAll(id, ghost), `${event} ${row.of ?? ''}`).toBe(none);
        expect(none, event).toMatch(/ after \w+\.\w+/);
        compared += 1;
      }
    expect(compared).toBeGreaterThan(15);
  },
);
