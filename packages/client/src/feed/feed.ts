import type { Change, ConversationId, HeldPosition, Message, Position, SyncedConversation } from '@rookery/protocol';

/** One step of a conversation's log. */
export type LogEvent =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'change'; readonly change: Change };

/** Live events kept while the log is read. What comes beyond is read from the log as well. */
const heldLimit = 1_000;

/**
 * How far this client has a conversation's log, and the order in which it gets the rest: every message and change after that place
 * once, without a hole. While behind, live events wait; what closes the hole comes from `sync`. [CLI-2, CLI-3]
 */
export class Feed {
  readonly conversation: ConversationId;
  readonly #deliver: (event: LogEvent, isRepeated: boolean) => void;
  /** How far it was once delivered. */
  #told = { seq: 0, rev: 0 };
  #position: Position;
  /** Null while live. A feed starts behind: only `sync` proves that the server feeds it from here on. */
  #held: LogEvent[] | null = [];
  #overflowed = false;
  /** How much is known of its threads; undefined while nothing that shows them was read. */
  mark: number | undefined;

  /** `deliver`: an event that was delivered before comes again after `rewindTo`. */
  constructor(
    conversation: ConversationId,
    position: Position,
    deliver: (event: LogEvent, isRepeated: boolean) => void,
  ) {
    this.conversation = conversation;
    this.#position = position;
    this.#deliver = deliver;
  }

  get position(): Position {
    return this.#position;
  }

  get isBehind(): boolean {
    return this.#held !== null;
  }

  asHeld(): HeldPosition {
    const { epoch, seq, id, rev, change } = this.#position;
    return { conversation: this.conversation, epoch, seq, id, rev, change, mark: this.mark };
  }

  fallBehind(): void {
    this.#held ??= [];
  }

  /** A live event. Afterwards it may be behind. */
  receive(event: LogEvent): void {
    if (this.#held) {
      if (this.#held.length < heldLimit) this.#held.push(event);
      else this.#overflowed = true;
      return;
    }
    const place = this.#placeOf(event);
    if (place === 'next') this.#deliverNext(event);
    else if (place === 'beyond') this.#held = [event];
  }

  /** A page of what was missed. Whether it got this feed any further. */
  applyMissed({ messages, changes, head, more, mark }: SyncedConversation): boolean {
    const before = this.#position;
    const knewOf = this.mark;
    if (mark !== undefined) this.mark = mark;
    for (const message of messages) this.#deliverIfNext({ kind: 'message', message });
    for (const change of changes) this.#deliverIfNext({ kind: 'change', change });
    if (!more && head) {
      this.#position = head;
      if (this.#overflowed) {
        this.#overflowed = false;
        this.#held = [];
      } else this.#goLive();
    }
    const isFurther = this.#position.seq > before.seq || this.#position.rev > before.rev || this.mark !== knewOf;
    return !this.isBehind || isFurther;
  }

  /** Goes on from where a copy of the log ends, which is shown from now on. False where that is of another life of the log. */
  rewindTo(at: Position, mark: number | undefined): boolean {
    const now = this.#position;
    if (at.epoch !== now.epoch) return false;
    const isMarkLower = this.mark !== undefined && (mark ?? 0) < this.mark;
    if (at.seq >= now.seq && at.rev >= now.rev && !isMarkLower) {
      this.mark ??= mark;
      return true;
    }
    this.#told = { seq: Math.max(now.seq, this.#told.seq), rev: Math.max(now.rev, this.#told.rev) };
    // Always another object: an answer that is under way is about the old place.
    this.#position = {
      ...now,
      ...(at.seq < now.seq ? { seq: at.seq, id: at.id } : {}),
      ...(at.rev < now.rev ? { rev: at.rev, change: at.change } : {}),
    };
    this.mark = mark;
    this.fallBehind();
    return true;
  }

  /** The log is not, or not wholly, known between the old place and this one. */
  skipTo(head: Position): void {
    this.#position = head;
  }

  /**
   * Starts again at `head`, because the log was rewritten or cannot be continued from the old position. Live events that waited are
   * dropped: an event does not say whether it belongs to the old log or to the new one. If any waited, the feed stays behind, so that
   * `sync` brings those of them that belong to the new log.
   */
  restartAt(head: Position): void {
    this.#position = head;
    this.#told = { seq: 0, rev: 0 };
    this.#overflowed = false;
    if (this.#held) this.#held = [];
  }

  #goLive(): void {
    const held = this.#held ?? [];
    this.#held = null;
    // After a hole the rest is held again, behind it.
    for (const event of held) this.receive(event);
  }

  #deliverIfNext(event: LogEvent): void {
    if (this.#placeOf(event) === 'next') this.#deliverNext(event);
  }

  #deliverNext(event: LogEvent): void {
    const told = this.#told;
    const isRepeated = event.kind === 'message' ? event.message.seq <= told.seq : event.change.rev <= told.rev;
    this.#position =
      event.kind === 'message'
        ? { ...this.#position, seq: event.message.seq, id: event.message.id }
        : { ...this.#position, rev: event.change.rev, change: event.change.id };
    this.#deliver(event, isRepeated);
  }

  #placeOf(event: LogEvent): 'known' | 'next' | 'beyond' {
    const at = this.#position;
    if (event.kind === 'message') {
      const { seq, id } = event.message;
      if (seq === at.seq + 1) return 'next';
      // Another message under a number that was delivered: the log was rewritten, `sync` will tell.
      return seq < at.seq || (seq === at.seq && id === at.id) ? 'known' : 'beyond';
    }
    const { prev, rev, id } = event.change;
    if (prev <= at.rev && rev > at.rev) return 'next';
    return rev < at.rev || (rev === at.rev && id === at.change) ? 'known' : 'beyond';
  }
}
