import type { ConversationId, UserId } from '@rookery/protocol';
import type { Task } from '../../../domain/task.ts';
import type { ConversationAnnouncement, UserAnnouncement } from '../../../ports/announcements.ts';

export type Announced =
  | { readonly conversation: ConversationId; readonly announcement: ConversationAnnouncement }
  | { readonly user: UserId; readonly announcement: UserAnnouncement }
  /** Whose profile changed. */
  | { readonly person: UserId }
  | { readonly reported: Reported };

/** A report of this conversation, about a message of `author`, has come or gone. */
export type Reported = { readonly conversation: ConversationId; readonly author: UserId };

/** What one transaction of the worker collects beside its rows: what is to be announced when it is on disk, in the order of writing. */
export class Transaction {
  announced: Announced[] = [];
  /** What it made due. */
  due: Task[] = [];
  #rank = 0;

  /** `lowestRank`: beyond every rank in the database. `now`: ms since the epoch, by the node's clock. */
  constructor(lowestRank: number) {
    this.#rank = lowestRank;
  }

  now = 0;

  toConversation(conversation: ConversationId, announcement: ConversationAnnouncement): void {
    this.announced.push({ conversation, announcement });
  }

  toUser(user: UserId, announcement: UserAnnouncement): void {
    this.announced.push({ user, announcement });
  }

  toPeople(person: UserId): void {
    this.announced.push({ person });
  }

  toReports(reported: Reported): void {
    this.announced.push({ reported });
  }

  /** A number for "newest activity first": about the time in ms, but never the same twice and never falling. */
  nextRank(): number {
    this.#rank = Math.max(this.#rank + 1, this.now);
    return this.#rank;
  }

  /** Gives out what was collected, and begins anew. */
  take(): { readonly announced: Announced[]; readonly due: Task[] } {
    const { announced, due } = this;
    this.announced = [];
    this.due = [];
    return { announced, due };
  }
}
