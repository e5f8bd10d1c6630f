import type { UserId } from '@rookery/protocol';
import { listRights } from '../domain/rights.ts';
import type { HeldNow, Moderation } from '../ports/moderation.ts';
import type { Audience, FeedView } from './audience.ts';
import { Frame } from './frame.ts';

/** After a mute should be over by this node's clock: the store's own may be a little behind. */
const marginMs = 100;
/** Where the store's clock is further behind: when to look again. */
const againMs = 5_000;
/** Node's timers hold no more: whoever is muted for longer is looked at again then. */
const longestTimerMs = 2 ** 31 - 1;
/** After a failed read of the store: when to try again. */
const retryMs = 500;

/** Tells the listeners of a room what each may do there now, when that changes: `room:rights`. [ROOM-17] */
export class RightsNews {
  readonly #feed: FeedView;
  readonly #audience: Audience;
  readonly #moderation: Pick<Moderation, 'heldBy'>;
  /** Of whoever is muted and listens here: fires when that should be over. */
  readonly #mutes = new Map<UserId, NodeJS.Timeout>();
  /** Whose rights are to be looked up; null: those of all who listen. */
  #waiting: Set<UserId> | null = new Set();
  #retryTimer: NodeJS.Timeout | null = null;
  #isReading = false;
  #isClosed = false;

  constructor(feed: FeedView, audience: Audience, moderation: Pick<Moderation, 'heldBy'>) {
    this.#feed = feed;
    this.#audience = audience;
    this.#moderation = moderation;
  }

  /** The rights of the room have changed, or its slow mode. */
  changed(): void {
    this.#waiting = null;
    this.#read();
  }

  /** Hers have. */
  changedOf(user: UserId): void {
    this.#waiting?.add(user);
    this.#read();
  }

  /** She listens here and is muted until then: she is told when that is over. */
  muted(user: UserId, until: number): void {
    clearTimeout(this.#mutes.get(user));
    const leftMs = until - Date.now();
    const waitMs = leftMs > 0 ? Math.min(leftMs + marginMs, longestTimerMs) : againMs;
    const timer = setTimeout(() => {
      this.#mutes.delete(user);
      this.changedOf(user);
    }, waitMs);
    this.#mutes.set(user, timer.unref());
  }

  /** Of somebody who listens here, as far as this node has heard. */
  isMuted(user: UserId): boolean {
    return this.#mutes.has(user);
  }

  /** One read at a time; what is asked for meanwhile is read after it. */
  #read(): void {
    if (this.#isReading || this.#isClosed) return;
    const here = this.#audience.users();
    const users = [...here].filter((user) => this.#waiting === null || this.#waiting.has(user));
    this.#waiting = new Set();
    if (users.length === 0) return;
    this.#isReading = true;
    this.#moderation.heldBy(this.#feed.conversation, users).then(
      (held) => {
        this.#isReading = false;
        if (this.#isClosed) return;
        this.#tell(held);
        if (this.#waiting === null || this.#waiting.size > 0) this.#read();
      },
      () => {
        this.#isReading = false;
        for (const user of users) this.#waiting?.add(user);
        if (!this.#isClosed) this.#retryTimer = setTimeout(() => this.#read(), retryMs).unref();
      },
    );
  }

  #tell(held: ReadonlyMap<UserId, HeldNow>): void {
    const facts = this.#feed.state?.facts;
    if (facts?.kind !== 'room') return;
    const slow = facts.slowModeMs ? { slowModeMs: facts.slowModeMs } : {};
    // Most hold the same: encoded once.
    const frames = new Map<string, Frame>();
    for (const listener of this.#audience.listeners) {
      const hers = listener.userId && held.get(listener.userId);
      if (!hers || !listener.canSync) continue;
      const { rights, mutedUntil } = hers;
      const key = `${rights} ${mutedUntil ?? ''}`;
      const frame =
        frames.get(key) ??
        Frame.event('room:rights', {
          conversation: this.#feed.conversation,
          rights: listRights(rights),
          ...(mutedUntil === undefined ? {} : { mutedUntil }),
          ...slow,
        });
      frames.set(key, frame);
      listener.offer(frame);
    }
    for (const [user, { mutedUntil }] of held) {
      if (mutedUntil !== undefined) this.muted(user, mutedUntil);
      else {
        clearTimeout(this.#mutes.get(user));
        this.#mutes.delete(user);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of this.#mutes.values()) clearTimeout(timer);
    if (this.#retryTimer) clearTimeout(this.#retryTimer);
  }
}
