import type { ConversationId, RoomId, User, UserId } from '@rookery/protocol';
import type { ConversationState, Role, RoomFacts } from '../domain/conversation.ts';
import type { Refusal } from '../domain/log.ts';

export type JoinOutcome =
  | {
      readonly status: 'joined' | 'already';
      readonly state: ConversationState;
      readonly role: Role;
      readonly read: number;
    }
  | Refusal;

export type Page<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/**
 * Who there is, which conversations there are, and who belongs to them. Names are unique by `foldName`.
 *
 * - Atomic? Each call is, as others see it; where it spans two shards it goes reserve → create → confirm, and a crash between leaves what
 *   a retry finishes. Membership changes announce themselves (`members`, and `inbox` to the user concerned).
 * - Idempotent? All but `claimName` and `createRoom`.
 * - If it times out: throws `ChatError('unavailable')`; repeat.
 * - Cursors are opaque; one that cannot be read throws `ChatError('bad_request')`.
 */
export interface Directory {
  /**
   * Gives `user.username` to a user who has none yet. `holder` is the user whom the caller found to hold the name without a session: it is taken
   * from her only if she still is the holder. The old user keeps her id and her messages.
   */
  claimName(user: User, holder: UserId | null): Promise<'claimed' | 'taken'>;
  userByName(username: string): Promise<User | null>;
  /** In the order asked; null where there is none. */
  users(ids: readonly UserId[]): Promise<readonly (User | null)[]>;

  /** The creator becomes owner and member; the inbox entry is durable before this resolves. */
  createRoom(
    room: RoomFacts,
    owner: User,
  ): Promise<{ readonly status: 'created'; readonly state: ConversationState } | { readonly status: 'taken' }>;
  /** Public rooms only: a private room has no name that finds it. */
  publicRoomByName(name: string): Promise<RoomId | null>;
  /**
   * Creates the direct conversation of two people if need be; both inbox entries are durable before this resolves.
   */
  openDirect(a: User, b: User, at: number): Promise<ConversationState>;

  /** Facts and head for a member, an invited user, or, of a public room, anybody. */
  look(
    conversation: ConversationId,
    by: UserId,
  ): Promise<
    { readonly status: 'seen'; readonly state: ConversationState; readonly role: Role | 'invited' | null } | Refusal
  >;
  /** A public room, or a private one that she was invited to. Sets `read` to the head of that moment. */
  join(room: ConversationId, user: User, at: number): Promise<JoinOutcome>;
  /** Also declines an invitation. Direct conversations are not left: refused as `forbidden`. */
  leave(room: ConversationId, user: UserId): Promise<{ readonly status: 'left' } | Refusal>;
  /** By a member of a private room (`forbidden` in a public one); someone who is a member already stays one. */
  invite(room: ConversationId, by: UserId, user: User, at: number): Promise<{ readonly status: 'invited' } | Refusal>;
  /** By the owner. `not-a-member` where there is nobody to remove. */
  remove(
    room: ConversationId,
    by: UserId,
    user: UserId,
  ): Promise<{ readonly status: 'removed' | 'not-a-member' } | Refusal>;
  /** By the owner; `forbidden` for other members. Announced as a change of kind 'room'. */
  editRoom(
    room: ConversationId,
    by: UserId,
    edit: {
      readonly name?: string | undefined;
      readonly topic?: string | undefined;
      readonly at: number;
      readonly id: string;
    },
  ): Promise<{ readonly status: 'edited'; readonly state: ConversationState } | { readonly status: 'taken' } | Refusal>;

  /** By username. For members only. */
  members(
    conversation: ConversationId,
    reader: UserId,
    cursor: string | undefined,
    limit: number,
  ): Promise<({ readonly status: 'page' } & Page<{ readonly user: User; readonly role: Role }>) | Refusal>;
  /** Those of `users` who are members now. */
  membersAmong(conversation: ConversationId, users: readonly UserId[]): Promise<ReadonlySet<UserId>>;

  /** Public rooms and, with a reader, her own private ones, by folded name; `query` matches anywhere in the name or topic. */
  rooms(
    reader: UserId | null,
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<{ readonly facts: RoomFacts; readonly members: number }>>;
}
