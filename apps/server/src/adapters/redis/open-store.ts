import { newestLevel } from '../../domain/data-levels.ts';
import type { Clock } from '../../domain/clock.ts';
import { DueHints } from '../../domain/due-hints.ts';
import type { Store } from '../../ports/store.ts';
import type { Blobs } from '../../ports/blobs.ts';
import type { HistoryFigures, SealRules } from '../../ports/history.ts';
import { RedisAccounts } from './accounts.ts';
import { RedisAuditLog } from './audit-log.ts';
import { RedisAddresses } from './addresses.ts';
import { RedisAnnouncements } from './announcements.ts';
import { BlockCache } from './block-cache.ts';
import { Bus } from './bus.ts';
import { checkCluster } from './check-cluster.ts';
import { toLinkOptions } from './connect.ts';
import type { RedisConnection } from './connect.ts';
import { claimKeys, isNewer } from './claim-keys.ts';
import { ColdRows } from './cold-rows.ts';
import type { Installation } from './claim-keys.ts';
import { RedisConversationLog } from './conversation-log.ts';
import { RedisDataLevel } from './data-level.ts';
import { RedisFiles } from './files.ts';
import { RedisFinding } from './finding.ts';
import { HiddenGroups } from './hidden-groups.ts';
import { RedisHistory } from './history.ts';
import { RedisIdentities } from './identities.ts';
import { RedisInventory } from './inventory.ts';
import { RedisInvitations } from './invitations.ts';
import { RedisJournal } from './journal.ts';
import { RedisKept } from './kept.ts';
import { RedisPushes } from './pushes.ts';
import { RedisLeftovers } from './leftovers.ts';
import { RedisMailQueue } from './mail-queue.ts';
import { RedisMembership } from './membership.ts';
import { RedisModeration } from './moderation.ts';
import { RedisPasskeys } from './passkeys.ts';
import { RedisNodeCalls } from './node-calls.ts';
import { RedisOnce } from './once.ts';
import { redisOpening } from './opening.ts';
import { PeopleNews } from './people-news.ts';
import { RedisPeople } from './people.ts';
import { RedisPresenceBoard } from './presence-board.ts';
import { RedisPrivacy } from './privacy.ts';
import { RedisReports } from './reports.ts';
import { RedisRetention } from './retention.ts';
import { RoomEnding } from './room-ending.ts';
import { RoomIndex } from './room-index.ts';
import { RoomNames } from './room-names.ts';
import { RoomStates } from './room-states.ts';
import { RedisRooms } from './rooms.ts';
import { Sealing } from './sealing.ts';
import { RedisSecondFactor } from './second-factor.ts';
import { RedisSessionStore } from './session-store.ts';
import { RedisSharedLimits } from './shared-limits.ts';
import { RedisSettingsStore } from './settings-store.ts';
import { Shards } from './shards.ts';
import { Standings } from './standings.ts';
import { RedisTasks } from './tasks.ts';
import { Thawing } from './thawing.ts';
import { untilOpened } from './until-opened.ts';
import { RedisUserLog } from './user-log.ts';

export type RedisStoreOptions = RedisConnection & {
  /** Whose keys they are to be; left out: those of an installation without a name. */
  readonly installation?: Installation;
  /** This node's name. */
  readonly node: string;
  readonly clock: Clock;
  /** How often every slot is looked at for what is due; left out: as the port has it. */
  readonly sweepMs?: number;
  /** Where old messages lie, and which may go there; left out: all stay in memory, and what was sealed by others cannot be read here. */
  readonly history?: {
    readonly blobs: Blobs;
    readonly rules: SealRules;
    readonly cacheBytes: number;
    readonly figures?: HistoryFigures;
  };
  /** Whether keys that are still being filled from another store are waited for. */
  readonly waits?: boolean;
  readonly log?: { info(record: object): void; warn(record: object): void };
};

/** Of a node that seals nothing. */
const thawingTimes = { foldMs: 15 * 60_000, graceMs: 15 * 60_000 };

function openHistory(
  { clock, node }: Pick<RedisStoreOptions, 'clock' | 'node'>,
  { blobs, rules }: NonNullable<RedisStoreOptions['history']>,
  { shards, cache, figures }: { readonly shards: Shards; readonly cache: BlockCache; readonly figures: HistoryFigures },
): RedisHistory {
  const sealing = new Sealing(shards, { blobs, cache }, rules, clock, figures);
  return new RedisHistory(shards, { sealing, blobs }, rules, figures, node);
}

/** Of a node that is not asked. */
const nobodyHears: HistoryFigures = {
  read: () => undefined,
  sealed: () => undefined,
  freed: () => undefined,
  broken: () => undefined,
  failed: () => undefined,
};

/** Opens the store on a Redis or Valkey Cluster. Throws `StartupError` with one plain sentence where it cannot. */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const link = toLinkOptions(options);
  const found = await checkCluster(options.nodes, link);
  const shards = new Shards(options.nodes, link, options.prefix ? `${options.prefix}/` : '');
  shards.topology.electableMs = found.electableMs;
  await shards.topology.refresh();
  let id: string;
  try {
    await untilOpened(redisOpening(shards), options.waits === true, options.log);
    const mark = await claimKeys(shards, options.installation ?? { name: '', dataDir: null });
    ({ id } = mark);
    shards.raiseLevel(mark.level);
  } catch (error) {
    shards.close();
    // Already the script that reads a mark does not run. [REL-3]
    throw shards.level > newestLevel ? isNewer(shards.level) : error;
  }
  const bus = new Bus(shards, link, options.node);
  const users = new RedisUserLog(shards);
  const finding = new RedisFinding(shards);
  const news = new PeopleNews(shards, bus, finding);
  const people = new RedisPeople(shards, news, finding, options.clock);
  const hints = new DueHints();
  const audit = new RedisAuditLog(shards, hints);
  const hidden = new HiddenGroups(shards, users);
  const membership = new RedisMembership(shards, users, audit, hidden);
  const states = new RoomStates(shards);
  const names = new RoomNames(shards, states, options.clock);
  const index = new RoomIndex(shards, states);
  const figures = options.history?.figures ?? nobodyHears;
  const cache = new BlockCache(options.history?.blobs ?? null, options.history?.cacheBytes ?? 0, figures);
  const cold = new ColdRows(cache);
  const thawing = new Thawing(shards, cache, options.history?.rules ?? thawingTimes);
  const history = options.history ? openHistory(options, options.history, { shards, cache, figures }) : null;
  const ending = new RoomEnding(shards, { audit, users, names, index, thawing });
  const leftovers = new RedisLeftovers(shards, { users, people, ending, finding }, options.node);
  const log = new RedisConversationLog(shards, options.clock, hints, audit, hidden, { cold, thawing });
  const retention = new RedisRetention(shards, { audit, log, thawing }, options.node);
  const tasks = new RedisTasks(shards, options.node, hints, options.sweepMs);
  const presence = new RedisPresenceBoard(shards, options.node, options.clock);
  await presence.start(bus);
  const level = new RedisDataLevel(shards, presence.life);
  await level.start();
  options.log?.info({
    event: 'redis.open',
    installation: id,
    level: level.current,
    masters: shards.topology.masters().length,
    electableMs: found.electableMs,
  });
  const nodeCalls = new RedisNodeCalls(shards, bus, options.node);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    hints.close();
    level.close();
    await Promise.all([
      nodeCalls.close(),
      presence.close(),
      tasks.close(),
      finding.close(),
      leftovers.close(),
      retention.close(),
      history?.close(),
    ]);
    bus.close();
    shards.close();
  };
  return {
    log,
    files: new RedisFiles(shards, cold),
    people,
    rooms: new RedisRooms(shards, { audit, users, membership, names, index, ending, hidden }, options.clock, hints),
    membership,
    moderation: new RedisModeration(shards, users, audit),
    users,
    kept: new RedisKept(shards, hints),
    pushes: new RedisPushes(shards, tasks),
    privacy: new RedisPrivacy(shards),
    reports: new RedisReports(shards, bus),
    sessions: new RedisSessionStore(shards, options.clock),
    accounts: new RedisAccounts(shards, news, audit, new Standings(shards, { people, news, audit, users })),
    audit,
    secondFactor: new RedisSecondFactor(shards),
    passkeys: new RedisPasskeys(shards),
    identities: new RedisIdentities(shards),
    once: new RedisOnce(shards),
    settings: new RedisSettingsStore(shards),
    invitations: new RedisInvitations(shards),
    addresses: new RedisAddresses(shards),
    mails: new RedisMailQueue(shards),
    announcements: new RedisAnnouncements(bus, shards),
    presence,
    limits: new RedisSharedLimits(shards),
    tasks,
    leftovers,
    history,
    nodeCalls,
    departure: null,
    inventory: new RedisInventory(shards),
    retention,
    level,
    journal: new RedisJournal(shards),
    firmly: (act) => shards.firmly(act),
    noting: (act) => shards.noting(act),
    health: async () => {
      const { topology } = shards;
      const isNewer = level.current > level.newest;
      const alone = topology.masters().filter((master) => topology.isAlone(master));
      const uncovered = topology.uncovered;
      return {
        ok: uncovered === 0 && !isNewer,
        degraded: alone.length > 0,
        details: [
          ...(isNewer
            ? [`The cluster was raised to level ${level.current}, and this version reads levels up to ${level.newest}.`]
            : []),
          ...(uncovered > 0 ? [`${uncovered} of 16384 slots are served by no Redis node.`] : []),
          ...alone.map(
            (master) => `The Redis master ${master} has no replica in sync: what it keeps has no second copy.`,
          ),
        ],
      };
    },
    close: () => (closing ??= close()),
  };
}
