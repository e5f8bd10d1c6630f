import type { ConversationId, UserId } from '@rookery/protocol';
import { Timeline } from './timeline.ts';
import type { TimelinePorts } from './timeline.ts';

/** Windows kept of conversations that nobody looks at; those looked at longest ago go. */
const keptWindows = 20;

/** One timeline a conversation. */
export class Timelines {
  readonly #ports: (conversation: ConversationId) => TimelinePorts;
  /** In the order of being asked for. */
  readonly #timelines = new Map<ConversationId, Timeline>();

  constructor(ports: (conversation: ConversationId) => TimelinePorts) {
    this.#ports = ports;
  }

  of(conversation: ConversationId): Timeline {
    const timeline = this.#timelines.get(conversation) ?? new Timeline(this.#ports(conversation));
    this.#timelines.delete(conversation);
    this.#timelines.set(conversation, timeline);
    this.#letGo(timeline);
    return timeline;
  }

  known(conversation: ConversationId): Timeline | undefined {
    return this.#timelines.get(conversation);
  }

  get all(): Iterable<readonly [ConversationId, Timeline]> {
    return this.#timelines;
  }

  resume(): void {
    for (const timeline of [...this.#timelines.values()]) timeline.resume();
  }

  peopleChanged(): void {
    // A copy: a listener may ask for a timeline, which moves it to the end of the map.
    for (const timeline of [...this.#timelines.values()]) timeline.peopleChanged();
  }

  /** The authors of all that is held. */
  authors(): Set<UserId> {
    const authors = new Set<UserId>();
    for (const { messages } of this.#timelines.values()) for (const { user } of messages) authors.add(user.id);
    return authors;
  }

  clear(): void {
    for (const timeline of this.#timelines.values()) timeline.gone();
    this.#timelines.clear();
  }

  #letGo(asked: Timeline): void {
    const idle = [...this.#timelines.values()].filter(
      (timeline) => timeline !== asked && timeline.isWanted && !timeline.isWatched,
    );
    for (const timeline of idle.slice(0, Math.max(0, idle.length - keptWindows))) timeline.letGo();
  }
}
