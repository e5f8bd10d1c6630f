import type { ClientId, ConversationId, File, UserId } from '@rookery/protocol';

/** A message that the server has not acknowledged yet. */
export type OutboxEntry = {
  /** Also what orders them: each is greater than those that its device wrote before. */
  readonly clientId: ClientId;
  readonly author: UserId;
  /** Null for a first message `to` somebody: the conversation begins with it. */
  readonly conversation: ConversationId | null;
  readonly to?: string | undefined;
  readonly content: string;
  /** What was uploaded before. */
  readonly files?: readonly File[] | undefined;
  /** Ids of the `Uploads` that go out with it. While `files` is left out it waits for them. */
  readonly uploads?: readonly string[] | undefined;
  readonly replyTo?: number | undefined;
  /** Of a reply in a thread: its parent is to have it too. */
  readonly alsoInParent?: boolean | undefined;
  /** Nobody is told of it. */
  readonly silent?: boolean | undefined;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Set when it will not go out by itself any more. */
  readonly failure?:
    | { readonly code: string; readonly message: string; readonly retryAfterMs?: number | undefined }
    | undefined;
};

/** Where unsent messages wait. Every call is durable when it resolves. */
export interface OutboxStorage {
  /** Entries that this holder is to send: its own, and those whose holder is gone. In any order. */
  load(author: UserId): Promise<readonly OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  delete(clientId: ClientId): Promise<void>;
  /** Others may take over what is left, at once. */
  close(): void;
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
    close: () => undefined,
  };
}
