import type { ConversationId, UserId } from '@rookery/protocol';
import { consumers } from '../../domain/consumers.ts';
import type { Task } from '../../domain/task.ts';
import { slotOf, tagOfSlot } from './slots.ts';

/**
 * Every key of a conversation carries its hash tag, so a script is atomic over all of them; every key of a user carries hers.
 * `c` comes first in every script of a conversation, `u` of a user: it is also the channel.
 *
 * c facts, head (hash) · m members (hash) · n members by role, then by joining (sorted set) · i invitations (hash) · a authors (hash: index by id, id by index) · l log (stream) ·
 * o what changed since (hash) · h changes (stream) · d, e dedupe indexes (hashes) · p online here (hash) · @user mentions · x:seq:emoji reactors ·
 * t<bit> a consumer's cursor, lease and failures (hash)
 */
export const conversationKey = (id: ConversationId, part: string): string => `{${id}}:${part}`;
/** Of parts that are one letter each. */
export const conversationKeys = (id: ConversationId, parts: string): string[] =>
  [...parts].map((part) => conversationKey(id, part));
/** u profile, rev (hash) · i inbox (hash) · g departures (hash) · s sessions (hash) · p presence (hash) ·
 * t<bit>:conversation:epoch:seq something to be done, its lease and failures (hash) · td what was done of late (sorted set) */
export const userKey = (id: UserId, part: string): string => `{${id}}:${part}`;
export const usernameKey = (folded: string): string => `name:{u:${folded.replaceAll('}', '%')}}`;
export const roomNameKey = (folded: string): string => `name:{r:${folded.replaceAll('}', '%')}}`;
export const sessionKey = (secretHash: string): string => `session:{${secretHash}}`;
/** Public rooms: names (sorted set) and what is searched (hash). */
export const roomIndexKeys = ['rooms:{rooms}:names', 'rooms:{rooms}:text'] as const;
/** News of profiles: channels, and the lists of late changes (sorted sets: user by time in µs). */
export const peopleChannels = 64;
export const peopleChannel = (index: number): string => `people:{p${index}}`;
export const nodesKey = 'nodes:{presence}';
export const presenceUsersKey = (node: string): string => `users:{presence}:${node}`;
export const presenceChannel = 'changes:{presence}';

/**
 * What is due in a slot (sorted set): members name a task, scores are when it may be claimed (ms by the master's clock), +inf where it is
 * parked. The tag is a number that lies in this very slot, so whatever is written there can make something due in the same step.
 */
export const dueKeyOfSlot = (slot: number): string => `due:{${tagOfSlot(slot)}}`;
export const dueKey = (subject: ConversationId | UserId): string => dueKeyOfSlot(slotOf(`{${subject}}`));
/** Which node sweeps the shard whose first slot this is. */
export const sweeperKey = (slot: number): string => `sweeper:{${tagOfSlot(slot)}}`;
export const subjectOf = (task: Task): ConversationId | UserId =>
  task.kind === 'conversation' ? task.conversation : task.user;
/** Cursor (c), lease (l), failures (n), reason (w), when it was parked (p). */
export const taskKeyOf = (task: Task): string => {
  const { bit } = consumers[task.consumer];
  return task.kind === 'conversation'
    ? conversationKey(task.conversation, `t${bit}`)
    : userKey(task.user, `t${bit}:${task.conversation}:${task.epoch}:${task.seq}`);
};
