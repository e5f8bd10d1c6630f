import type { Change, ConversationId, Message, PayloadOf, Position } from '@rookery/protocol';
import type { LogEvent } from './feed/feed.ts';
import type { Unsubscribe } from './observable.ts';

export type ClientEvents = {
  /** Each message of each of the user's conversations, once and in order, also those that came while the connection was lost. */
  message: Message;
  /** Each edit, deletion, reaction and renaming likewise; busy ones may be gathered. */
  change: Change;
  /** Each message and change likewise, but for those of a conversation of which very many were missed: nothing is read only to tell of it. */
  step: LogEvent;
  /** Steps of a conversation were passed over, other than by `message` and `change`: what was made of them is to be read again. */
  skipped: { readonly conversation: ConversationId };
  /** What is held of the conversation does not continue: the log was rewritten, or was away for too long. */
  reset: { readonly conversation: ConversationId; readonly head: Position };
  /** Members came or went. */
  room: PayloadOf<'room:update'>;
  /** The reports of a conversation that the user may list have changed. */
  reports: PayloadOf<'reports:update'>;
  /** A message was saved, changed in the list, or taken off it; with `isDue` the user is to be reminded of it now. */
  saved: PayloadOf<'saved:update'>;
  /** Another device has changed what is not sent yet in a conversation. */
  draft: PayloadOf<'draft:update'>;
  /** A message that is to be sent later was added, could not be sent, or is gone from the list. */
  later: PayloadOf<'later:update'>;
  /** Somebody has read on, in a small conversation, and shows it. */
  receipts: PayloadOf<'receipts:update'>;
  /** Everything missed has been read. */
  resumed: undefined;
};

/** Whoever listens to a client. */
export class ClientListeners {
  readonly #listeners = new Map<keyof ClientEvents, Set<(value: never) => void>>();

  on<Name extends keyof ClientEvents>(name: Name, listener: (value: ClientEvents[Name]) => void): Unsubscribe {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as (value: never) => void);
    return () => listeners.delete(listener as (value: never) => void);
  }

  has(name: keyof ClientEvents): boolean {
    return (this.#listeners.get(name)?.size ?? 0) > 0;
  }

  /** A listener that throws is its owner's fault, and disturbs nobody else. */
  emit<Name extends keyof ClientEvents>(name: Name, value: ClientEvents[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])])
      try {
        (listener as (value: ClientEvents[Name]) => void)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
  }
}
