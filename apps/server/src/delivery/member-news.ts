import type { User, UserId } from '@rookery/protocol';
import type { Audience, FeedView } from './audience.ts';
import { Frame } from './frame.ts';

const gatherMs = 1_000;
/** Names are sent only while they are few: a filling room of 10,000 costs each member kilobytes. */
const namesLimit = 20;

/** Gathers a room's joins and departures into `room:update`, at most one a second. */
export class MemberNews {
  readonly #feed: FeedView;
  readonly #audience: Audience;
  #joined = new Map<UserId, User>();
  #left = new Set<UserId>();
  #timer: NodeJS.Timeout | null = null;
  #lastAt = 0;

  constructor(feed: FeedView, audience: Audience) {
    this.#feed = feed;
    this.#audience = audience;
  }

  note(joined: User | undefined, left: UserId | undefined): void {
    if (this.#audience.listeners.size === 0) return;
    if (joined) {
      this.#left.delete(joined.id);
      if (this.#joined.size <= namesLimit) this.#joined.set(joined.id, joined);
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
    const state = this.#feed.state;
    if (!state) return;
    const few = this.#joined.size <= namesLimit && this.#left.size <= namesLimit;
    this.#audience.hint(
      Frame.event('room:update', {
        conversation: this.#feed.conversation,
        members: state.members,
        online: this.#audience.online,
        ...(few && this.#joined.size > 0 ? { joined: [...this.#joined.values()] } : {}),
        ...(few && this.#left.size > 0 ? { left: [...this.#left] } : {}),
      }),
    );
    this.#joined = new Map();
    this.#left = new Set();
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }
}
