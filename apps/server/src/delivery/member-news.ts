import type { UserId } from '@rookery/protocol';
import type { Audience, FeedView } from './audience.ts';
import type { Who } from '../domain/who.ts';
import { Frame } from './frame.ts';
import type { OnlineCount } from './online-count.ts';
import type { Profiles } from './profiles.ts';

const gatherMs = 1_000;
/** Names are sent only while they are few: a filling room of 10,000 costs each member kilobytes. */
const namesLimit = 20;

/**
 * Gathers a room's joins and departures into `room:update`, at most one a second. Each tells the whole number of members, so the latest is enough.
 * Nothing numbers these events: who may have missed one is told the number by the answer to its next `sync`. [RES-7]
 */
export class MemberNews {
  readonly #feed: FeedView;
  readonly #audience: Audience;
  readonly #profiles: Profiles;
  readonly #online: OnlineCount;
  #joined = new Set<UserId>();
  #left = new Set<UserId>();
  #timer: NodeJS.Timeout | null = null;
  #lastAt = 0;

  constructor(feed: FeedView, audience: Audience, profiles: Profiles, online: OnlineCount) {
    this.#feed = feed;
    this.#audience = audience;
    this.#profiles = profiles;
    this.#online = online;
  }

  /** Without names: the number changed, and it is not known by whom. */
  note(joined?: UserId, left?: UserId): void {
    if (this.#audience.listeners.size === 0) return;
    if (joined) {
      this.#left.delete(joined);
      if (this.#joined.size <= namesLimit) this.#joined.add(joined);
    }
    if (left) {
      this.#joined.delete(left);
      if (this.#left.size <= namesLimit) this.#left.add(left);
    }
    this.#timer ??= setTimeout(() => this.#send(), Math.max(0, this.#lastAt + gatherMs - performance.now()));
  }

  #send(): void {
    this.#timer = null;
    this.#lastAt = performance.now();
    const few = this.#joined.size <= namesLimit && this.#left.size <= namesLimit;
    const joined = few ? [...this.#joined] : [];
    const left = few ? [...this.#left] : [];
    this.#joined = new Set();
    this.#left = new Set();
    void this.#sendNamed(joined, left);
  }

  async #sendNamed(joined: readonly UserId[], left: UserId[]): Promise<void> {
    // Where the store is away the numbers are told without names.
    const named = this.#profiles.whoAre(joined).catch((): Who | null => null);
    const [who, online] = await Promise.all([named, this.#online.now()]);
    const state = this.#feed.state;
    if (!state) return;
    this.#audience.tell(
      Frame.event('room:update', {
        conversation: this.#feed.conversation,
        members: state.members,
        online,
        ...(who && joined.length > 0 ? { joined: joined.map(who) } : {}),
        ...(left.length > 0 ? { left } : {}),
      }),
    );
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
