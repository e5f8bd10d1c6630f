import { join } from 'node:path';
import { ChatError } from '@rookery/protocol';
import type { ErrorBody, PayloadOf } from '@rookery/protocol';
import { ClientError } from '@rookery/client';
import type { Link, LinkEvents, Transport } from '@rookery/client';
import { LossyPipe } from '@rookery/testkit';
import type { SeededRandom } from '@rookery/testkit';
import { openEmbeddedStore } from '../../apps/server/src/adapters/embedded/open-store.ts';
import { DirectoryBlobs } from '../../apps/server/src/adapters/files/directory-blobs.ts';
import { FileIntake } from '../../apps/server/src/adapters/files/file-intake.ts';
import { ProcessedMedia } from '../../apps/server/src/adapters/media/processed-media.ts';
import { NodeSearchIndex } from '../../apps/server/src/adapters/search/search-index.ts';
import { compose } from '../../apps/server/src/composition/compose.ts';
import type { Connection } from '../../apps/server/src/delivery/connection.ts';
import type { Frame } from '../../apps/server/src/delivery/frame.ts';
import type { Wire } from '../../apps/server/src/delivery/wire.ts';
import { systemClock } from '../../apps/server/src/domain/clock.ts';
import { Connections } from '../../apps/server/src/gateway/connections.ts';
import { Dispatcher } from '../../apps/server/src/gateway/dispatcher.ts';
import { recognise } from '../../apps/server/src/gateway/handshake.ts';
import { Requests } from '../../apps/server/src/gateway/requests.ts';
import { RateLimits } from '../../apps/server/src/limits/rate-limits.ts';
import { createLog } from '../../apps/server/src/ops/log.ts';
import { Metrics } from '../../apps/server/src/ops/metrics.ts';
import { NodeFigures } from '../../apps/server/src/ops/node-figures.ts';
import type { Store } from '../../apps/server/src/ports/store.ts';

const slowestMs = 6;

type Running = {
  readonly store: Store;
  readonly core: ReturnType<typeof compose>;
  readonly dispatcher: Dispatcher;
  readonly connections: Connections;
};

/** The real core of the server on a real database, behind a network that we own. It can be killed and started again. */
export class SimulatedServer {
  readonly #dataDir: string;
  readonly #random: SeededRandom;
  readonly #log = createLog('silent', 'sim');
  readonly #open = new Set<() => void>();
  #running: Running | null = null;

  constructor(dataDir: string, random: SeededRandom) {
    this.#dataDir = dataDir;
    this.#random = random;
  }

  get store(): Store {
    if (!this.#running) throw new Error('the server is down');
    return this.#running.store;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  async start(): Promise<void> {
    const store = await openEmbeddedStore({ dataDir: this.#dataDir, clock: systemClock, log: this.#log });
    const metrics = new Metrics();
    const blobs = await DirectoryBlobs.open(join(this.#dataDir, 'files'));
    const core = compose(
      store,
      systemClock,
      metrics,
      this.#log,
      () => false,
      false,
      () => false,
      {
        blobs,
        search: new NodeSearchIndex(join(this.#dataDir, 'search.sqlite'), () => undefined),
        intake: await FileIntake.open({ blobs, media: new ProcessedMedia(), scanner: null }, join(this.#dataDir, 'in')),
      },
    );
    const limits = new RateLimits(false, 100);
    const dispatcher = new Dispatcher(core.app.ports, limits, new Requests(metrics, this.#log, new NodeFigures()));
    const connections = new Connections(core.app, limits, 'sim');
    this.#running = { store, core, dispatcher, connections };
  }

  /** Everybody is cut off, what was under way is lost. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    for (const cut of [...this.#open]) cut();
    await running?.core.close();
    running?.connections.close();
    await running?.store.close();
  }

  /** Cuts one random connection. */
  cutSomebody(): void {
    const all = [...this.#open];
    if (all.length > 0) this.#random.pick(all)();
  }

  readonly transport: Transport = { open: ({ token }, events) => this.#openLink(token, events) };

  #openLink(token: string | null, events: LinkEvents): Link {
    const running = this.#running;
    const acks = new Map<number, (answer: object) => void>();
    let nextAck = 1;
    let isClosed = false;
    let connection: Connection | null = null;

    const close = (refusal: ErrorBody | null): void => {
      if (isClosed) return;
      isClosed = true;
      this.#open.delete(cut);
      toClient.cut();
      toServer.cut();
      if (connection) running?.connections.forget(connection);
      for (const answer of acks.values()) answer({ ok: false, error: { code: 'timeout', message: 'lost' } });
      // As over a real socket: never within the call that closes.
      setImmediate(() => events.closed(refusal));
    };
    const cut = (): void => close(null);
    const toClient = new LossyPipe<string>(this.#random, slowestMs, (text) => {
      if (text.startsWith('3')) {
        const [, id = '', json = '[]'] = /^3(\d+)(.*)$/s.exec(text) ?? [];
        acks.get(Number(id))?.((JSON.parse(json) as [object])[0]);
        return;
      }
      const [name, payload] = JSON.parse(text.slice(1)) as ['server:hello', PayloadOf<'server:hello'>];
      events.event(name, payload);
    });
    const toServer = new LossyPipe<() => void>(this.#random, slowestMs, (act) => act());
    this.#open.add(cut);

    if (!running) close(null);
    else
      toServer.put(() => {
        this.#welcome(running, token, toClient, cut).then(
          (welcomed) => {
            if (isClosed) running.connections.forget(welcomed);
            else connection = welcomed;
          },
          (error: unknown) =>
            close(error instanceof ChatError && error.code === 'unauthorized' ? error.toBody() : null),
        );
      });

    return {
      request: (name, payload, deadlineMs) =>
        new Promise((resolve, reject) => {
          if (isClosed) {
            reject(new ClientError('offline', 'cut'));
            return;
          }
          const id = (nextAck += 1);
          const timer = setTimeout(() => reject(new ClientError('timeout', 'late')), deadlineMs);
          acks.set(id, (answer) => {
            clearTimeout(timer);
            acks.delete(id);
            const ack = answer as { ok: true } | { ok: false; error: ErrorBody };
            if (ack.ok) resolve(ack as never);
            else reject(new ClientError(ack.error.code, ack.error.message, ack.error));
          });
          const wire = JSON.stringify([name, payload]);
          toServer.put(() => {
            if (connection) running?.dispatcher.receive(connection, JSON.parse(wire) as unknown[], id);
          });
        }),
      close: () => close(null),
    };
  }

  async #welcome(
    { core, connections }: Running,
    token: string | null,
    toClient: LossyPipe<string>,
    cut: () => void,
  ): Promise<Connection> {
    const newcomer = await recognise(core.app.ports, token === null ? {} : { token });
    const wire: Wire = {
      write: (frames: readonly Frame[]) => {
        for (const frame of frames) toClient.put(frame.text);
        return true;
      },
      whenWritable: (again) => setImmediate(again),
      whenRead: (done) => done(),
      pauseReading: () => undefined,
      resumeReading: () => undefined,
      close: cut,
      cutOff: cut,
    };
    return connections.welcome(wire, newcomer);
  }
}
