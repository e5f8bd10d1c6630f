import { ChatError } from '@rookery/protocol';
import type { App } from '../app/app.ts';
import { keepSessions } from '../app/keep-sessions.ts';
import { KeptSettings } from '../app/kept-settings.ts';
import { LinkWatch } from '../app/link-watch.ts';
import { Passwords } from '../app/passwords.ts';
import type { Ports } from '../app/ports.ts';
import { answerOps } from '../app/tell-ops.ts';
import { answerTrace } from '../app/trace-message.ts';
import { ClassicLists } from '../delivery/classic-lists.ts';
import { LocalHub } from '../delivery/local-hub.ts';
import { MessageTraces } from '../delivery/message-traces.ts';
import { Profiles } from '../delivery/profiles.ts';
import { ReportNews } from '../delivery/report-news.ts';
import { ShownReceipts } from '../delivery/shown-receipts.ts';
import type { Clock } from '../domain/clock.ts';
import type { IsReserved } from '../domain/reserved-names.ts';
import { SignInLimits } from '../limits/sign-in-limits.ts';
import type { Log } from '../ops/log.ts';
import { OpsBook } from '../ops/ops-book.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Tracing } from '../ops/tracing.ts';
import type { Store } from '../ports/store.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import { IndexFollower } from '../tasks/index-follower.ts';
import { NodeQuestions } from '../tasks/node-questions.ts';
import { findOver } from './find-over.ts';
import { PeopleNews } from '../presence/people-news.ts';
import { PresenceWatches } from '../presence/presence-watches.ts';

/** What else there is beside a store. */
export type Elsewhere = Pick<
  Ports,
  'blobs' | 'intake' | 'records' | 'signOn' | 'directory' | 'mailing' | 'inviteUrl' | 'pushSender'
> & {
  /** Whether links in messages are looked up. */
  readonly looksLinksUp: boolean;
  /** Whether it is noted what becomes of messages. */
  readonly tracesMessages: boolean;
  /** As others call it. */
  readonly nodeName: string;
  /** What it measures of itself; left out: nothing. */
  readonly ops: OpsBook | null;
  readonly search: SearchIndex;
  /** Null: nothing is traced. */
  readonly tracing: Tracing | null;
};
type Needed = 'blobs' | 'intake' | 'search';
/** Besides files and search. */
const nobodyElse: Omit<Elsewhere, Needed> = {
  records: { madeBy: '', store: '', open: () => Promise.reject(new ChatError('unavailable')) },
  signOn: [],
  directory: null,
  mailing: null,
  pushSender: null,
  inviteUrl: (code) => `/invite/${code}`,
  looksLinksUp: false,
  tracing: null,
  tracesMessages: true,
  nodeName: 'node',
  ops: null,
};

/** The server's core over a store: what the edges call, and what stops it. Needs no framework. */
export function compose(
  store: Store,
  clock: Clock,
  metrics: Metrics,
  log: Log,
  isReserved: IsReserved,
  isLimited: boolean,
  isOwnAddress: (address: string) => boolean,
  elsewhere: Pick<Elsewhere, Needed> & Partial<Elsewhere>,
): { readonly app: App; readonly close: () => Promise<void> } {
  const all = { ...nobodyElse, ...elsewhere };
  const { blobs, intake, search, pushSender, signOn, directory, mailing, inviteUrl, looksLinksUp, tracing } = all;
  const traces = new MessageTraces(all.nodeName, clock, all.tracesMessages, store.nodeCalls ? 2 : 1);
  const ops = all.ops ?? new OpsBook(all.nodeName, clock);
  const { figures } = ops;
  const questions = new NodeQuestions();
  questions.on(['ops'], (question) => answerOps(ops, question));
  questions.on(['trace'], async (question) => answerTrace(traces, question));
  const profiles = new Profiles(store.people);
  const indexing = new IndexFollower({ log: store.log, index: search }, (error) =>
    log.warn({ event: 'search.failed', err: error }),
  );
  const receipts = new ShownReceipts(store.privacy);
  const hub = new LocalHub(store, profiles, receipts, {
    heard: () => metrics.announcements.inc(),
    moved: (conversation) => indexing.note(conversation),
    gaveOut: ({ conversation, seq, at }, listeners) => {
      traces.delivered(conversation, seq, listeners);
      figures.arrived(clock.now() - at);
    },
    repaired: () => metrics.repairs.inc(),
    delivered: (receivers) => {
      metrics.deliveries.inc(receivers);
      tracing?.note({ 'rookery.receivers': receivers });
      figures.delivered(receivers);
    },
    lagged: () => metrics.lagging.inc(),
    reset: () => metrics.resets.inc(),
  });
  const watches = new PresenceWatches(store.presence);
  const news = new PeopleNews(store.people, profiles, hub, watches);
  const reportNews = new ReportNews(store.reports, store.moderation, hub);
  const classics = new ClassicLists({ ...store, profiles }, log);
  const signInLimits = new SignInLimits(isLimited ? store.limits : null);
  const keptSettings = new KeptSettings(store.settings);
  const passwords = new Passwords();
  const ports = {
    ...store,
    clock,
    isReserved,
    isOwnAddress,
    blobs,
    intake,
    search: findOver(search, indexing, store.nodeCalls, questions),
    indexing,
    pushSender,
    records: all.records,
    signInLimits,
    signOn,
    directory,
    keptSettings,
    linkWatch: new LinkWatch({ ...store, keptSettings, isOn: looksLinksUp }),
    inviteUrl,
    mailing,
    passwords,
    traces,
    ops,
    profiles,
    receipts,
    live: hub,
    names: hub.names,
    hub,
    watches,
    classics,
  };
  // It goes on trying by itself; until then this node is as if it were alone.
  store.nodeCalls
    ?.join((question) => questions.answer(question))
    .catch((error: unknown) => log.warn({ event: 'nodes.failed', err: error }));
  const stopKeeping = keepSessions(ports, hub.connections);
  return {
    app: { ports, hub, watches, classics },
    close: async () => {
      stopKeeping();
      keptSettings.close();
      news.close();
      reportNews.close();
      watches.close();
      classics.close();
      hub.close();
      signInLimits.close();
      pushSender?.close();
      void passwords.close();
      await store.nodeCalls?.close();
      await indexing.close();
      await search.close();
    },
  };
}
