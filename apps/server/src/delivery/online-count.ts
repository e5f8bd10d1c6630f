import { setTimeout as pause } from 'node:timers/promises';
import type { PresenceBoard } from '../ports/presence-board.ts';
import type { Audience } from './audience.ts';

const recentMs = 1_000;
/** It is not worth waiting for a store that is away. */
const longestMs = 300;

/** How many of a room's members are online on all nodes; those on this node, where the store does not say it in time. */
export class OnlineCount {
  readonly #audience: Audience;
  readonly #presence: Pick<PresenceBoard, 'onlineIn'>;
  #read: Promise<number> | null = null;
  #readAt = 0;

  constructor(audience: Audience, presence: Pick<PresenceBoard, 'onlineIn'>) {
    this.#audience = audience;
    this.#presence = presence;
  }

  /** Never rejects. */
  now(): Promise<number> {
    this.#readAt = performance.now();
    const read = this.#presence.onlineIn([this.#audience.conversation]);
    const inTime = Promise.race([read, pause(longestMs, [] as const, { ref: false })]);
    this.#read = inTime.then(
      ([online]) => online ?? this.#audience.online,
      () => this.#audience.online,
    );
    return this.#read;
  }

  /** At most a second old: thousands who come back at once cost one reading a second. Never rejects. */
  recent(): Promise<number> {
    return this.#read && performance.now() - this.#readAt < recentMs ? this.#read : this.now();
  }
}
