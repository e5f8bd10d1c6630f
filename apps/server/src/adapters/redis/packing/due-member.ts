import { asConversationId, asUserId, isUserId } from '@rookery/protocol';
import { consumerOfBit, consumers } from '../../../domain/consumers.ts';
import type { Task } from '../../../domain/task.ts';

/**
 * A task as `due:{T}` names it: `c<bit> conversation`, `p<bit> user conversation epoch seq`, or `o<bit> conversation or user`. The scripts write the first
 * and the last form themselves (`_due.lua`, `_owe.lua`).
 */
export function dueMember(task: Task): string {
  const { bit } = consumers[task.consumer];
  switch (task.kind) {
    case 'conversation':
      return `c${bit} ${task.conversation}`;
    case 'owed':
      return `o${bit} ${task.subject}`;
    case 'person':
      return `p${bit} ${task.user} ${task.conversation} ${task.epoch} ${task.seq}`;
  }
}

/** Null where a newer version wrote it. */
export function taskOfMember(member: string): Task | null {
  const [head = '', first, conversation, epoch, seq] = member.split(' ');
  const consumer = consumerOfBit(Number(head.slice(1)));
  if (consumer === null || first === undefined) return null;
  if (head.startsWith('c')) return { kind: 'conversation', consumer, conversation: asConversationId(first) };
  if (head.startsWith('o'))
    return { kind: 'owed', consumer, subject: isUserId(first) ? first : asConversationId(first) };
  if (conversation === undefined || epoch === undefined || seq === undefined) return null;
  return {
    kind: 'person',
    consumer,
    user: asUserId(first),
    conversation: asConversationId(conversation),
    epoch,
    seq: Number(seq),
  };
}
