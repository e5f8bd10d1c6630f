import type { ConversationId, OpsEvent, OpsNode, OpsQueue, OpsShard, ThreadId, UserId } from '@rookery/protocol';
import type { Connection } from '../delivery/connection.ts';
import type { ConversationFeed } from '../delivery/conversation-feed.ts';
import type { MessageTraces } from '../delivery/message-traces.ts';
import type { Profiles } from '../delivery/profiles.ts';
import type { Clock } from '../domain/clock.ts';
import type { ConversationState } from '../domain/conversation.ts';
import type { IsReserved } from '../domain/reserved-names.ts';
import type { SignInLimits } from '../limits/sign-in-limits.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { Intake } from '../ports/intake.ts';
import type { PushSender } from '../ports/push-sender.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';
import type { MessageFinder } from '../ports/message-finder.ts';
import type { SignOnProvider } from '../ports/sign-on-provider.ts';
import type { Store } from '../ports/store.ts';
import type { StoreSource } from '../ports/store-source.ts';
import type { KeptSettings } from './kept-settings.ts';
import type { LinkWatch } from './link-watch.ts';
import type { Mailing } from './mailing.ts';
import type { Passwords } from './passwords.ts';

/** What this node hears live, as a use case changes or asks it. */
export type LiveConversations = {
  /** Resolves when all listeners that the user has here hear the conversation. */
  gain(user: UserId, conversation: ConversationId): Promise<void>;
  /** They hear it no more. */
  lose(user: UserId, conversation: ConversationId): void;
  /** She is muted there until then (ms): her listeners here are told when that is over. */
  muted(user: UserId, conversation: ConversationId, until: number): void;
  /** What a live feed knows of it; null where this node has none. */
  stateOf(conversation: ConversationId): ConversationState | null;
};

/** Public rooms by name, as far as this node knows them for certain. */
export type KnownNames = {
  find(name: string): ConversationId | null;
  remember(name: string, room: ConversationId): void;
};

/** For the operations of a connection. */
export type ConnectionHub = {
  /** The connection has become `connection.user`'s. */
  signIn(connection: Connection): void;
  feed(conversation: ConversationId): ConversationFeed | undefined;
  /** The connection hears a thread from when this resolves, until it closes it. False where it has too many open. */
  openThread(connection: Connection, thread: ThreadId): Promise<boolean>;
  closeThread(connection: Connection, thread: ThreadId): void;
};

/** What this node knows of itself, and of what has happened to the server. */
export type OpsReports = {
  /** `samples`: lines of `domain/ops-sample.ts` of that time. Null before it measures. */
  report(span: 'hour' | 'day', since: number): Promise<OpsReport | null>;
  readonly shards: readonly OpsShard[];
  events(): Promise<readonly OpsEvent[]>;
};
export type OpsReport = {
  readonly node: OpsNode;
  readonly queues: readonly OpsQueue[];
  readonly samples: readonly string[];
};

/** All that use cases work with. Each names those that it needs: `Pick<Ports, 'log' | 'clock'>`. */
export type Ports = Omit<Store, 'health' | 'close'> & {
  readonly clock: Clock;
  /** The bytes of files. */
  readonly blobs: Blobs;
  /** What new ones go through. */
  readonly intake: Intake;
  /** Whether only people who belong together come from an address, as limits count it: not this machine's, nor a proxy's. */
  readonly isOwnAddress: (address: string) => boolean;
  /** Names that nobody may take. */
  readonly isReserved: IsReserved;
  readonly passwords: Passwords;
  /** What holds for the whole server now. */
  readonly keptSettings: KeptSettings;
  /** The address of an invitation’s link. */
  readonly inviteUrl: (code: string) => string;
  /** Told of texts before they are kept. */
  readonly linkWatch: LinkWatch;
  /** Null where this server pushes to nobody. */
  readonly pushSender: PushSender | null;
  readonly signInLimits: SignInLimits;
  /** The providers of sign-on, in the order in which they are shown. */
  readonly signOn: readonly SignOnProvider[];
  /** Null where this server sends no mail. */
  readonly mailing: Mailing | null;
  /** Null where none is connected. */
  readonly directory: PeopleDirectory | null;
  /** Everything that is kept, as records: what an archive is made of. */
  readonly records: {
    /** Of what is written into it. */
    readonly madeBy: string;
    readonly store: string;
    /** Throws `unavailable` where it cannot be read now. Whoever has opened it closes it. */
    open(): Promise<StoreSource>;
  };
  readonly live: LiveConversations;
  /** Where words stand. */
  readonly search: MessageFinder;
  readonly indexing: {
    /** A message there reads otherwise now. Costs nothing where nobody has searched. */
    note(conversation: ConversationId): void;
  };
  /** Who people are now. */
  readonly profiles: Profiles;
  /** Who shows how far she has read. */
  readonly receipts: { shows(user: UserId): Promise<boolean> };
  /** What has become of messages on this node. */
  readonly traces: MessageTraces;
  readonly ops: OpsReports;
  readonly names: KnownNames;
  readonly hub: ConnectionHub;
  readonly watches: {
    watch(connection: Connection, users: readonly UserId[]): void;
    /** Whoever watches was answered: from now on she is told of changes. */
    answered(connection: Connection): void;
  };
  /** The lists that classic clients are sent. */
  readonly classics: { add(connection: Connection): void };
};
