import type { ConversationId, RoomId, UserId } from '@rookery/protocol';
import { consumers } from '../../domain/consumers.ts';
import type { Task } from '../../domain/task.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import { slotOf, tagOfSlot } from './slots.ts';

/**
 * The hash tag of a conversation or user: it alone decides the slot in which all keys of theirs live. The one place that says so: a
 * conversation that must be written in one step with another, as a thread with its parent, answers the other's tag here.
 */
export const tagOf = (id: ConversationId | UserId): string => readThreadId(id)?.parent ?? id;

/** A key of what belongs to `id`, in the slot of `tag`. */
export const taggedKey = (tag: string, id: string, part: string): string =>
  tag === id ? `{${tag}}:${part}` : `{${tag}}${id}:${part}`;

/**
 * Every key of a conversation carries its tag, so a script is atomic over all of them; every key of a user carries hers. `c` comes first in
 * every script of a conversation, `u` of a user: it is also the channel. docs/redis-keys.md says what each part holds.
 */
export const conversationKey = (id: ConversationId, part: string): string => {
  const tag = tagOf(id);
  return taggedKey(tag, partsOfHome.has(part) ? tag : id, part);
};
/** Whoever belongs to the parent of a thread belongs to it, and what holds there holds in it: it has none of these. */
const partsOfHome: ReadonlySet<string> = new Set(['m', 'n', 'i', 's', 'b', 'k', 'v', 'w', 'r', 'g', 'pw']);
/** Of parts that are one letter each. */
export const conversationKeys = (id: ConversationId, parts: string): string[] =>
  [...parts].map((part) => conversationKey(id, part));
export const userKey = (id: UserId, part: string): string => taggedKey(tagOf(id), id, part);
/** A username, by one of its skeletons. */
export const usernameKey = (skeleton: string): string => `name:{u:${skeleton.replaceAll('}', '%')}}`;
export const roomNameKey = (folded: string): string => `name:{r:${folded.replaceAll('}', '%')}}`;
export const sessionKey = (secretHash: string): string => `session:{${secretHash}}`;
/** What is counted of something, by a hash of its name. */
export const limitKey = (nameHash: string): string => `limit:{${nameHash}}`;
export const challengeKey = (hash: string): string => `challenge:{${hash}}`;
/** Public rooms: names (sorted set) and what is searched (hash). */
export const roomIndexKeys = ['rooms:{rooms}:names', 'rooms:{rooms}:text'] as const;
/** News of profiles: channels, and the lists of late changes (sorted sets: user by time in µs). */
export const peopleChannels = 64;
export const peopleChannel = (index: number): string => `people:{p${index}}`;
/** What people are found by: one set (in the order of words) for all words that begin with the same character, or with one that shares its number. */
const findingSets = 64;
export const findingKey = (word: string): string => `finding:{f${(word.codePointAt(0) ?? 0) % findingSets}}`;
export const nodesKey = 'nodes:{presence}';
/** Nodes that answer other nodes: their leases, and where each is asked and answered. */
export const calledNodesKey = 'nodes:{calls}';
export const callsChannel = (node: string): string => `calls:{c:${node}}`;
export const presenceUsersKey = (node: string): string => `users:{presence}:${node}`;
export const presenceChannel = 'changes:{presence}';
/** Reports that nobody has closed, all in one slot; the first is also the channel. */
export const reportKeys = {
  reports: 'reports:{reports}',
  places: 'reports:{reports}:all',
  placesOf: (conversation: ConversationId): string => `reports:{reports}:of:${conversation}`,
  once: 'reports:{reports}:once',
  byWhom: 'reports:{reports}:by',
} as const;
/** The first owner, or the token that makes one. */
export const foundingKey = 'founding:{presence}';
/** Which users sign in as whom, by the hash of who says so. */
export const identitiesKey = (issuerHash: string): string => `identities:{i:${issuerHash}}`;
/** What counts once, by the hash of its key. */
export const onceKey = (keyHash: string): string => `once:{o:${keyHash}}`;
/** Those who own the server. */
export const ownersKey = 'owners:{presence}';
/** An invitation, by its code; and the list of those into a room, or to the server. */
export const invitationKey = (code: string): string => `invitation:{${code}}`;
export const invitationsKey = (room: RoomId | null): string =>
  room === null ? 'invitations:{presence}' : conversationKey(room, 'v');
/** Conversations that are kept from retention: JSON of each. */
export const holdsKey = 'holds:{presence}';
/** What nodes have measured and what has happened to them, by the journal's name. */
export const journalKey = (name: string): string => `journal:{j:${name}}`;
export const settingsKey = 'settings:{presence}';
/** Whose an address of mail is, by its hash. */
export const addressKey = (addressHash: string): string => `address:{a:${addressHash}}`;
/** Letters that wait: when each is due, what it is, how often it was tried. */
export const mailKeys = ['mail:{mail}:due', 'mail:{mail}:letters', 'mail:{mail}:tries'] as const;
/** Whose keys all of these are. In the slot without which no node starts anyway. */
export const installationKey = 'installation:{presence}';
/** Of which level what a restore or a move has written here is: whoever comes first takes it for the installation's. */
export const writtenKey = 'written:{presence}';
/** The newest level that each life of a node knows, as long as it lives. */
export const levelsKey = 'levels:{presence}';
/** The level of what is kept in a slot; not there: as the mark has it. */
export const levelKeyOfSlot = (slot: number): string => `level:{${tagOfSlot(slot)}}`;
/** Never there for longer than a script takes. */
export const confirmKeyOfSlot = (slot: number): string => `confirm:{${tagOfSlot(slot)}}`;
/** Whether these keys are being filled from another store, or were. */
export const openingKey = 'opening:{presence}';

/**
 * What is due in a slot (sorted set): members name a task, scores are when it may be claimed (ms by the master's clock), +inf where it is
 * parked. The tag is a number that lies in this very slot, so whatever is written there can make something due in the same step.
 */
export const dueKeyOfSlot = (slot: number): string => `due:{${tagOfSlot(slot)}}`;
export const dueKey = (subject: ConversationId | UserId): string => dueKeyOfSlot(slotOf(`{${tagOf(subject)}}`));
/** Which node sweeps the shard whose first slot this is. */
export const sweeperKey = (slot: number): string => `sweeper:{${tagOfSlot(slot)}}`;
/** Which node looks through the shard whose first slot this is for what is left over. */
export const leftoverSweeperKey = (slot: number): string => `leftovers:{${tagOfSlot(slot)}}`;
/** Which node seals the logs of the shard whose first slot this is. */
export const sealerKey = (slot: number): string => `sealer:{${tagOfSlot(slot)}}`;
/** Which node takes away what retention keeps no longer, of the shard whose first slot this is. */
export const retentionSweeperKey = (slot: number): string => `retention:{${tagOfSlot(slot)}}`;
export function subjectOf(task: Task): ConversationId | UserId {
  switch (task.kind) {
    case 'conversation':
      return task.conversation;
    case 'owed':
      return task.subject;
    case 'person':
      return task.user;
  }
}
/** Cursor (c), lease (l), failures (n), reason (w), when it was parked (p). */
export const taskKeyOf = (task: Task): string => {
  const { bit } = consumers[task.consumer];
  if (task.kind === 'person') return userKey(task.user, `t${bit}:${task.conversation}:${task.epoch}:${task.seq}`);
  const subject = subjectOf(task);
  return taggedKey(tagOf(subject), subject, `t${bit}`);
};
/** What an act of power leaves its record under, in the slot of what it acts on: the list, the task's record, what is due there. */
export const owedKeys = (subject: ConversationId | UserId): string[] => [
  taggedKey(tagOf(subject), subject, 'j'),
  taskKeyOf({ kind: 'owed', consumer: 'audit', subject }),
  dueKey(subject),
];
/** The audit log of the whole server: where it ends, its records, their ids. */
export const auditKeys = ['audit:{audit}:head', 'audit:{audit}:records', 'audit:{audit}:ids'] as const;
