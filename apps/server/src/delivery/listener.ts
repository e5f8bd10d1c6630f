import type { ConversationId, Head, User, UserId } from '@rookery/protocol';
import type { Few } from '../domain/few.ts';
import type { Frame } from './frame.ts';

/** The audience of one conversation, as one of its listeners sees it. */
export interface HeardConversation {
  readonly conversation: ConversationId;
  /** As the listener's user sees it. Null until the feed has started. */
  headFor(listener: Listener): Head | null;
  /** Whether the listener lags here, or catches up. */
  isBehind(listener: Listener): boolean;
  detach(listener: Listener): void;
}

/**
 * Who hears conversations on this node. A socket's connection is one; a stream over HTTP, a push or a webhook can be another: delivery knows
 * nothing of sockets.
 */
export interface Listener {
  /** Tells it from all others, on every node. */
  readonly id: string;
  /** Null before somebody has signed in. */
  readonly userId: UserId | null;
  /** The session that it stands on: when that ends, so does the listener. */
  readonly sessionId: string | null;
  /** It has ended, and must not be attached any more. */
  readonly closed: boolean;
  /** Whether it can read by itself what it missed. One that cannot is ended when it lags. */
  readonly canSync: boolean;
  /** The conversations that it hears, or heard until it was too slow. Kept by the audiences. */
  readonly audiences: Few<HeardConversation>;
  /** For what may be left out: false when there is no room for it. */
  offer(frame: Frame): boolean;
  /** For what may not. */
  push(frame: Frame): void;
  /** It lags in one of its audiences: it is to say so to its peer, of each where it is behind, once there is room again. */
  fellBehind(): void;
  /** Its user's profile changed. */
  renamed(user: User): void;
  /** Ends it. */
  disconnect(): void;
}
