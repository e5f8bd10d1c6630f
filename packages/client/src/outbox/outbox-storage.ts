import type { ClientId, ConversationId, UserId } from '@rookery/protocol';

/** A message that the server has not acknowledged yet. */
export type OutboxEntry = {
  readonly clientId: ClientId;
  readonly author: UserId;
  readonly conversation: ConversationId;
  readonly content: string;
  readonly replyTo?: number | undefined;
  /** ms since the epoch; also what orders them. */
  readonly createdAt: number;
  /** Set when it will not go out by itself any more. */
  readonly failure?:
    | { readonly code: string; readonly message: string; readonly retryAfterMs?: number | undefined }
    | undefined;
};

/** Where unsent messages wait. Every call is durable when it resolves. */
export interface OutboxStorage {
  /** Entries that this holder is to send: its own, and those whose holder is gone. Oldest first. */
  load(author: UserId): Promise<readonly OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  delete(clientId: ClientId): Promise<void>;
}

export function memoryOutbox(): OutboxStorage {
  const entries = new Map<ClientId, OutboxEntry>();
  return {
    load: (author) => Promise.resolve([...entries.values()].filter((entry) => entry.author === author)),
    put: (entry) => {
      entries.set(entry.clientId, entry);
      return Promise.resolve();
    },
    delete: (clientId) => {
      entries.delete(clientId);
      return Promise.resolve();
    },
  };
}
