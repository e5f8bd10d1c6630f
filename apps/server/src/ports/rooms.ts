import type { ConversationId, FileId, RoomId, RoomRightsChange, UserId } from '@rookery/protocol';
import type { ConversationState, RoomFacts } from '../domain/conversation.ts';
import type { Refusal } from '../domain/log.ts';
import type { Page } from '../domain/page.ts';
import type { Rights } from '../domain/rights.ts';

/** What is changed of a room; what is not given stays. */
export type RoomEdit = {
  readonly name?: string | undefined;
  readonly topic?: string | undefined;
  readonly rights?: RoomRightsChange | undefined;
  /** 0: none. */
  readonly slowModeMs?: number | undefined;
  readonly history?: 'all' | 'since-join' | undefined;
  /** Null: it has none any more. */
  readonly picture?: FileId | null | undefined;
  /** Null: as the server has it. */
  readonly retentionDays?: number | null | undefined;
  readonly retentionMessages?: number | null | undefined;
  readonly at: number;
  /** Of the change that announces it. */
  readonly id: string;
};

/** A room in a list. */
export type RoomRow = { readonly facts: RoomFacts; readonly members: number };

/**
 * Which conversations there are. Names of public rooms are unique by what they look like (`nameSkeletons`), and found by `foldName`.
 *
 * - Atomic? Each call is, as others see it; where it spans two shards it goes reserve → create → confirm, and a crash between leaves what
 *   a retry finishes.
 * - Idempotent? All but `createRoom`.
 * - If it times out: throws `ChatError('unavailable')`; repeat.
 * - Cursors are opaque; one that cannot be read throws `ChatError('bad_request')`.
 */
export interface Rooms {
  /** The creator becomes owner and member; the inbox entry is durable before this resolves. */
  createRoom(
    room: RoomFacts,
    owner: UserId,
  ): Promise<{ readonly status: 'created'; readonly state: ConversationState } | { readonly status: 'taken' }>;
  /** Public rooms only: a private room has no name that finds it. */
  publicRoomByName(name: string): Promise<RoomId | null>;
  /**
   * Creates the direct conversation of two people if need be; both inbox entries are durable before this resolves.
   */
  openDirect(a: UserId, b: UserId, at: number): Promise<ConversationState>;
  /**
   * Creates the group conversation of these people, each named once and `by` among them, if need be; then all inbox entries are durable before this
   * resolves. Where it is there, only `by` has it in her inbox for sure.
   */
  openGroup(people: readonly UserId[], by: UserId, at: number): Promise<ConversationState>;
  /** For each of its people. All who have it in their inboxes are told in their own logs before this resolves. */
  nameGroup(
    group: ConversationId,
    by: UserId,
    name: string,
  ): Promise<{ readonly status: 'named'; readonly state: ConversationState } | Refusal>;
  /**
   * `needs`: what `by` has to hold, tested in the same step. Announced as a change of kind 'room'. `above`: rights that are not hers to change (`mayChangeRights`).
   * `replaced`: the picture that it had before this step, and has no more.
   */
  editRoom(
    room: ConversationId,
    by: UserId,
    needs: Rights,
    edit: RoomEdit,
  ): Promise<
    | { readonly status: 'edited'; readonly state: ConversationState; readonly replaced: FileId | null }
    | { readonly status: 'taken' }
    | { readonly status: 'above' }
    | Refusal
  >;
  /**
   * Ends a room for everybody in one step: from then on it does not exist. The logs of all who belonged to it, or were invited, say `deleted` and by
   * whom before this resolves; what was said there is taken away by and by. `picture`: what it showed. Whoever has ended it is answered so again for
   * `repeatableMs`, and what an earlier attempt had left is done. Cost: O(members).
   */
  deleteRoom(
    room: ConversationId,
    by: UserId,
    needs: Rights,
  ): Promise<{ readonly status: 'deleted'; readonly picture: FileId | null } | Refusal>;
  /** Public rooms and, with a reader, her own private ones, by folded name; `query` matches anywhere in the name or topic. */
  rooms(
    reader: UserId | null,
    query: string | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<RoomRow>>;
}
