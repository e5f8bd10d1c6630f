import 'reflect-metadata';
import { rmSync } from 'node:fs';
import type { Server as HttpsServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { keepPrivate } from '../config/keep-private.ts';
import type { Config } from '../config/env.ts';
import { filesFrom } from '../config/files-place.ts';
import { systemClock } from '../domain/clock.ts';
import { reserving } from '../domain/reserved-names.ts';
import { ChatGateway } from '../gateway/chat.gateway.ts';
import { ClientAddress } from '../gateway/client-address.ts';
import { Door } from '../gateway/door.ts';
import { HostNames } from '../gateway/host-names.ts';
import { ownAddresses } from '../gateway/own-address.ts';
import { Requests } from '../gateway/requests.ts';
import { SessionCookie } from '../gateway/session-cookie.ts';
import { RookeryIoAdapter } from '../gateway/rookery-io-adapter.ts';
import { AccountCalls } from '../http/account-calls.ts';
import { BodiesComingIn } from '../http/bodies-coming-in.ts';
import { Calls } from '../http/calls.ts';
import { Exchanges } from '../http/exchanges.ts';
import { UploadCalls } from '../http/upload-calls.ts';
import { FileCalls } from '../http/file-calls.ts';
import { Recognition } from '../http/recognition.ts';
import { SignOnCalls } from '../http/sign-on-calls.ts';
import { limitArrival } from '../http/arrival.ts';
import { serveUnder } from '../http/base-path.ts';
import { Failures } from '../http/failures.ts';
import { httpEdge, refuseForeignNames, takeBodiesUnread } from '../http/edge.ts';
import { serveWebApp } from '../http/web-app.ts';
import { Accounts } from '../limits/allowances.ts';
import { RateLimits } from '../limits/rate-limits.ts';
import { Certificate } from '../http/certificate.ts';
import { createLog } from '../ops/log.ts';
import { Metrics } from '../ops/metrics.ts';
import { openConnections } from '../ops/open-files.ts';
import { OpsBook } from '../ops/ops-book.ts';
import { Readiness } from '../ops/readiness.ts';
import type { PassOn } from '../http/pass-on.ts';
import { ChatModule } from './chat.module.ts';
import { compose } from './compose.ts';
import { ownVersion } from './own-version.ts';
import { listenFailure } from './listen-failure.ts';
import { nodeConsumers } from './node-consumers.ts';
import { openBlobs } from './open-blobs.ts';
import { openIntake } from './open-intake.ts';
import { openHistory } from './open-history.ts';
import type { SealTimes } from './open-history.ts';
import { openStore } from './open-store.ts';
import { runSealing } from './run-sealing.ts';
import { watchMemory } from './watch-memory.ts';
import { openSource } from './open-source.ts';
import { openSearch } from './open-search.ts';
import { pushConsumers } from './push-consumers.ts';
import { openPushSender } from './open-push-sender.ts';
import { reachOf } from './reach.ts';
import { openMail } from './mail.ts';
import { openDirectory, runDirectorySync } from './people-directory.ts';
import { signOnProviders } from './sign-on-providers.ts';
import { SetupLink } from './setup-link.ts';
import { startTracing } from './start-tracing.ts';
import { tracedStore } from './traced-store.ts';
import { runBlobSweeps, runRetention, runSweeps, usualSweepTimes } from './run-sweeps.ts';
import type { SweepTimes } from './run-sweeps.ts';
import { linkReader, linksConsumer } from './look-links-up.ts';
import { passOnTo, untilAnswers } from './pass-on-to.ts';
import { writePidFile } from './pid-file.ts';
import { runMoveAway } from './run-move-away.ts';
import { runTasks } from './run-tasks.ts';
import type { MakeConsumers } from './shipped-consumers.ts';

export type Served = {
  readonly url: string;
  /** A sentence or two: who reaches it, and with which address invitations begin. */
  readonly reach: string;
  /** Opened by whoever is to be the first owner; null where there is one. */
  readonly setupLink: string | null;
  /** Drains and closes everything. Idempotent. */
  readonly stop: () => Promise<void>;
};

/** What the last calls may take to be answered when the sockets have gone. */
const callsDrainMs = 3_000;

const webDirectory = fileURLToPath(new URL('../../../web/dist', import.meta.url));

/** Starts a node. Throws `StartupError` with one plain sentence where it cannot. */
export async function serve(
  given: Config,
  makeConsumers: MakeConsumers,
  sweepTimes: SweepTimes = usualSweepTimes,
  sealTimes?: SealTimes,
): Promise<Served> {
  const config = { ...given, maxConnections: openConnections(given.maxConnections) };
  const log = createLog(config.logLevel, config.nodeName);
  if (config.maxConnections < given.maxConnections)
    log.warn({
      event: 'files.few',
      connections: config.maxConnections,
      message: 'The system allows this process too few open files for ROOKERY_MAX_CONNECTIONS: raise them (ulimit -n).',
    });
  if (!config.rateLimits)
    log.warn({
      event: 'limits.off',
      message: 'ROOKERY_RATE_LIMITS=off: anybody may flood this server. Only for measuring.',
    });
  const metrics = new Metrics();
  metrics.connectionsLimit.set(config.maxConnections);
  const certificate = config.tls && new Certificate(config.tls);
  const narrowed = keepPrivate(config.dataDir);
  const tracing = await startTracing(config);
  const history = await openHistory(config, { metrics, log }, sealTimes);
  const opened = await openStore(config, systemClock, log, history, true);
  const store = tracing ? tracedStore(opened, config.redis ? 'redis' : 'sqlite', tracing) : opened;
  if (narrowed.length > 0)
    log.warn({
      event: 'data.wasOpen',
      narrowed,
      message: 'Other users of this machine could read these: now only this one can.',
    });
  const blobs = await openBlobs(config, log);
  const { intake, close: closeIntake } = await openIntake(config, blobs, log);
  const directory = await openDirectory(config, log);
  const mail = await openMail(config, store, log);
  const ops = new OpsBook(config.nodeName, systemClock);
  const core = compose(
    store,
    systemClock,
    metrics,
    log,
    reserving(config.reservedNames),
    config.rateLimits,
    ownAddresses(config.trustedProxies),
    {
      blobs,
      intake,
      records: {
        madeBy: ownVersion,
        store: config.redis ? 'redis' : 'embedded',
        open: () => openSource(config),
      },
      pushSender: await openPushSender(config, store.once),
      search: await openSearch(config, log),
      signOn: await signOnProviders(config),
      directory,
      mailing: mail?.mailing ?? null,
      looksLinksUp: config.linkPreviews,
      tracing,
      tracesMessages: config.messageTraces,
      nodeName: config.nodeName,
      ops,
      inviteUrl: (code) => `${config.publicUrl ?? ''}${config.basePath}/invite/${code}`,
    },
  );
  const limits = new RateLimits(config.rateLimits, config.guestsPerMinute);
  const requests = new Requests(metrics, log, ops.figures, tracing);
  const { ports } = core.app;
  mail?.start(ports);
  const hosts = new HostNames(config.allowedHosts, (host) =>
    log.warn({
      event: 'host.refused',
      host,
      message: 'Requests to this name are refused: if it is one of this server’s, add it to ROOKERY_ALLOWED_HOSTS.',
    }),
  );
  const accounts = config.rateLimits ? new Accounts() : null;
  const door = new Door(config, hosts, accounts, (foreign) =>
    log.warn({
      event: 'origin.refused',
      ...foreign,
      message:
        'Sockets of pages of this origin are refused. If they are this server’s own, a proxy changes Host on the way: let it pass Host on (in NGINX: proxy_set_header Host $http_host), or add the origin to ROOKERY_ALLOWED_ORIGINS.',
    }),
  );
  const cookie = new SessionCookie(config);
  const setup = new SetupLink(config);
  const recognition = new Recognition(ports, limits, cookie);
  const { allowedOrigins, anonymousLists } = config;
  const exchanges = new Exchanges({ recognition, cookie, limits, requests, noting: ports.noting, allowedOrigins });
  const calls = new Calls({ ports, exchanges, requests, cookie, anonymousLists });
  const browserCookie = new SessionCookie(config, { stem: 'rookery.sign-on', seconds: 3_600 });
  const signOn = new SignOnCalls({
    ports,
    exchanges,
    cookie,
    browserCookie,
    basePath: config.basePath,
    failed: (details) => log.warn({ event: 'signOn.failed', ...details }),
  });
  const accountCalls = new AccountCalls({ ports, exchanges, cookie, signOn, founded: () => setup.withdraw() });
  const comingIn = new BodiesComingIn();
  const own = [
    linksConsumer(ports, linkReader(config)),
    ...pushConsumers(ports, config, metrics, log),
    ...nodeConsumers(ports),
  ];
  const tasks = runTasks(store, blobs, makeConsumers, own, metrics, log);
  const stopSyncing = runDirectorySync(ports, config, log);
  const stopSweeping = runSweeps(store, systemClock, config, sweepTimes, metrics, log);
  const stopSweepingBlobs = runBlobSweeps(ports, metrics, log);
  const stopSealing = history
    ? runSealing(store.history, systemClock, history.restMs, history.figures.failed)
    : () => Promise.resolve();
  const stopWatchingMemory = watchMemory(store.inventory, log);
  const stopRetaining = runRetention(ports, sweepTimes.restMs, metrics, log);
  const readiness = new Readiness(store, tasks);
  const nest = await NestFactory.create<NestFastifyApplication>(
    ChatModule.of({
      app: core.app,
      config,
      metrics,
      log,
      readiness,
      limits,
      requests,
      door,
      calls,
      accountCalls,
      uploadCalls: new UploadCalls({ ports, exchanges, comingIn, basePath: config.basePath }),
      fileCalls: new FileCalls({ ports, exchanges, comingIn, redirect: config.filesRedirect }),
      cookie,
    }),
    httpEdge(config, certificate),
    { logger: false, bodyParser: false },
  );
  nest.useGlobalFilters(new Failures(log));
  nest.useWebSocketAdapter(new RookeryIoAdapter(nest, config, door));
  try {
    const edge = nest.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    takeBodiesUnread(edge);
    refuseForeignNames(edge, hosts);
    await serveWebApp(
      edge,
      webDirectory,
      config.basePath,
      new ClientAddress(config.trustedProxies),
      filesFrom(config.files),
    );
    await nest.init();
    limitArrival(nest.getHttpServer());
    serveUnder(nest.getHttpServer(), config.basePath);
    await nest.listen(config.port, config.host);
  } catch (error) {
    limits.close();
    accounts?.close();
    await stopSweeping();
    await stopSweepingBlobs();
    await stopSealing();
    stopWatchingMemory();
    await stopRetaining();
    await stopSyncing();
    await mail?.close();
    await tasks.drain();
    await core.close();
    closeIntake();
    blobs.close();
    await store.close();
    await tracing?.close();
    history?.blobs.close();
    throw listenFailure(error, config);
  }
  const address = nest.getHttpServer().address() as { readonly port: number };
  certificate?.renew(nest.getHttpServer() as unknown as HttpsServer, log);
  const pidFile = writePidFile(config.dataDir);
  const reach = reachOf(config);
  log.info({ event: 'listening', port: address.port, reachableBy: reach.by, names: hosts.list });

  let leaving: Promise<void> | null = null;
  /** Ends all but the HTTP server. */
  const leave = async (): Promise<void> => {
    log.info({ event: 'draining' });
    readiness.startDraining();
    await ops.draining();
    const tasksEnd = tasks.drain();
    const sweepEnd = Promise.all([stopSweeping(), stopSweepingBlobs(), stopSealing(), stopRetaining()]);
    stopWatchingMemory();
    const syncEnd = stopSyncing();
    await nest.get(ChatGateway).drain();
    await exchanges.drain(callsDrainMs);
    await tasksEnd;
    await sweepEnd;
    await syncEnd;
    await mail?.close();
    limits.close();
    accounts?.close();
    await ops.close();
    await core.close();
    closeIntake();
    blobs.close();
    away?.end();
    await store.close();
    await tracing?.close();
    history?.blobs.close();
  };
  const passOn = { now: null as PassOn | null };
  const away =
    store.departure &&
    (await runMoveAway(store.departure, config, systemClock, log, ({ url: there }) => {
      passOn.now = passOnTo(there, config, nest.getHttpServer());
      untilAnswers(there)
        .then(() => (leaving ??= leave()))
        .then(
          () => log.info({ event: 'move.passingOn', url: there }),
          (error: unknown) => log.error({ event: 'move.failed', err: error }),
        );
    }));

  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await (leaving ??= leave());
    await away?.close();
    passOn.now?.close();
    certificate?.close();
    await nest.close();
    rmSync(pidFile, { force: true });
    log.info({ event: 'stopped' });
  };
  const url = `${certificate ? 'https' : 'http'}://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${address.port}${config.basePath}`;
  const setupLink = await setup.offer(ports, url, log);
  readiness.startServing();
  ops.start({
    ...{ store, blobs, readiness, tasks, version: ownVersion, dataDir: config.dataDir },
    connections: () => core.app.hub.connections.size,
    maxConnections: config.maxConnections,
    blocks: () => history && { ...history.counted },
    certificateEndsAt: () => certificate?.endsAt ?? null,
  });
  return {
    url,
    reach: reach.told,
    setupLink,
    stop: () => (stopping ??= stop()),
  };
}
