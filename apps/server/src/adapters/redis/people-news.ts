import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import type { Listening } from '../../ports/announcements.ts';
import type { PeopleHearing } from '../../ports/people.ts';
import type { Bus } from './bus.ts';
import type { RedisFinding } from './finding.ts';
import { peopleChannel, peopleChannels } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';
import { slotOf } from './slots.ts';

/** Every channel's late changes are looked through this often: what was told unheard is found. */
const roundMs = 20_000;
/** A channel that could not be looked through for so long may have told anything. */
const blindMs = 45_000;
/** Looked through again each time, µs: a change is noted before it is made, and clocks of a shard's machines differ. */
const overlapUs = 30_000_000;

type Channel = {
  readonly index: number;
  stop: (() => void) | null;
  /** Where the next look begins, by the shard's clock in µs; '' before the first. */
  since: string;
  lookedAt: number;
};

const channelOf = (user: UserId): number => slotOf(user) % peopleChannels;

/**
 * News of profiles on 64 sharded channels, each of which is a list of late changes too. A hint may be lost (with a link, or with the node that
 * was to send it); the lists are durable before the profiles change, and are looked through every 20 s. So no node is more than a minute behind.
 */
export class PeopleNews {
  readonly #shards: Shards;
  readonly #bus: Bus;
  readonly #finding: RedisFinding;

  constructor(shards: Shards, bus: Bus, finding: RedisFinding) {
    this.#shards = shards;
    this.#bus = bus;
    this.#finding = finding;
  }

  /** Durable before it resolves: the profile is going to change. */
  async note(user: UserId): Promise<void> {
    await this.#shards.commit({
      script: script('people-news'),
      keys: [peopleChannel(channelOf(user))],
      args: [user, '0'],
    });
  }

  /** Fire and forget. From then on she is found by what she is called now, too. */
  tell(user: UserId): void {
    this.#finding.settleSoon(user);
    const keys = [peopleChannel(channelOf(user))];
    this.#shards.run({ script: script('people-news'), keys, args: [user, '1'] }).catch(() => undefined);
  }

  listen(hearing: PeopleHearing): Listening {
    let isOver = false;
    const channels = Array.from({ length: peopleChannels }, (_, index): Channel => ({
      index,
      stop: null,
      since: '',
      lookedAt: performance.now(),
    }));
    // Gathered: a lost link takes a third of the channels with it, and whoever holds people walks through all of them.
    let missing = new Set<number>();
    const missed = ({ index }: Channel): void => {
      missing.add(index);
      if (missing.size > 1) return;
      queueMicrotask(() => {
        const all = missing;
        missing = new Set();
        if (!isOver) hearing.missed((user) => all.has(channelOf(user)));
      });
    };
    const look = async (channel: Channel): Promise<void> => {
      try {
        const changed = await this.#late(channel);
        if (!isOver && changed.length > 0) hearing.changed(changed);
      } catch {
        // The shard is away; nobody can change a profile's note there meanwhile, but this node may be the only one that does not reach it.
        if (!isOver && performance.now() - channel.lookedAt > blindMs) missed(channel);
      }
    };
    const subscribe = async (channel: Channel): Promise<void> => {
      while (!isOver && channel.stop === null) {
        try {
          const stop = await this.#bus.listen(peopleChannel(channel.index), {
            hear: (payload) => hearing.changed([asUserId(payload.toString())]),
            missed: () => {
              missed(channel);
              void look(channel);
            },
          });
          if (isOver) return stop();
          channel.stop = stop;
          // What was looked up before it was heard may be old.
          missed(channel);
        } catch {
          // `listen` has waited for its deadline: it is asked again at once.
        }
      }
    };
    for (const channel of channels) {
      void look(channel);
      void subscribe(channel);
    }
    const timer = setInterval(() => {
      for (const channel of channels) void look(channel);
    }, roundMs);
    timer.unref();
    return {
      stop: () => {
        isOver = true;
        clearInterval(timer);
        for (const { stop } of channels) stop?.();
      },
    };
  }

  async #late(channel: Channel): Promise<UserId[]> {
    const reply = await this.#shards.run({
      script: script('people-late'),
      keys: [peopleChannel(channel.index)],
      args: [channel.since],
    });
    const [now, users] = list(reply);
    channel.since = String(number(now) - overlapUs);
    channel.lookedAt = performance.now();
    return list(users).map((user) => asUserId(text(user)));
  }
}
