import type {
  ConversationId,
  FileId,
  GroupId,
  Head,
  RoomId,
  RoomRights,
  ThreadId,
  UserId,
  Visibility,
} from '@rookery/protocol';

export type { Role } from '@rookery/protocol';

export type RoomFacts = {
  readonly kind: 'room';
  readonly id: RoomId;
  readonly name: string;
  readonly topic: string;
  readonly visibility: Visibility;
  /** Who made it. */
  readonly owner: UserId;
  readonly createdAt: number;
  /** Where its rights differ from the default. */
  readonly rights?: RoomRights | undefined;
  /** The wait between two messages of one person; left out: none. */
  readonly slowModeMs?: number | undefined;
  /** What lies before a reader's latest joining does not exist for her; left out: all read everything. */
  readonly history?: 'since-join' | undefined;
  /** The file that is its picture; left out: it has none. */
  readonly picture?: FileId | undefined;
  /** For how long, and how many, messages are kept, where that is less than the server has it. */
  readonly retentionDays?: number | undefined;
  readonly retentionMessages?: number | undefined;
};

export type DirectFacts = {
  readonly kind: 'direct';
  readonly id: ConversationId;
  /** The two people; twice the same one for a conversation with oneself. */
  readonly pair: readonly [UserId, UserId];
  readonly createdAt: number;
};

/** A conversation of several people, who never change: there is one for each set of them. */
export type GroupFacts = {
  readonly kind: 'group';
  readonly id: GroupId;
  /** Sorted. */
  readonly people: readonly UserId[];
  /** Where it was given one. */
  readonly name?: string | undefined;
  readonly createdAt: number;
};

/** The other one of the two: oneself in a conversation with oneself. */
export const otherOf = ({ pair }: DirectFacts, one: UserId): UserId => (pair[0] === one ? pair[1] : pair[0]);

/** A conversation that is in no other one. */
export type PlaceFacts = RoomFacts | DirectFacts | GroupFacts;

/** A conversation under a message of another one, whose people and rights are its own. */
export type ThreadFacts = {
  readonly kind: 'thread';
  readonly id: ThreadId;
  readonly parent: PlaceFacts;
  /** Number of the message that it hangs on. */
  readonly root: number;
};

/** What is known of a conversation besides its log. */
export type ConversationFacts = PlaceFacts | ThreadFacts;

/** Whose people and rights hold in it: its own, or of a thread its parent's. */
export const placeFacts = (facts: ConversationFacts): PlaceFacts => (facts.kind === 'thread' ? facts.parent : facts);

/** A conversation as it stands: its facts, its head, how many belong to it. */
export type ConversationState = {
  readonly facts: ConversationFacts;
  readonly head: Head;
  readonly members: number;
  /**
   * Membership version: how often someone was removed or left. Joins do not raise it: a lost notice of a join leaves
   * somebody waiting, a lost notice of a removal would leave a stranger listening.
   */
  readonly removals: number;
  /** Number of the last message when this epoch began: what differs from an earlier epoch comes after it. */
  readonly base: number;
  /** How often something was said in its threads; 0 in a thread. */
  readonly mark: number;
};
