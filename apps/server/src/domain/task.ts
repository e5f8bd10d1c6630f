import type { ConversationId, Position, UserId } from '@rookery/protocol';
import type { ConsumerName } from './consumers.ts';

/** A consumer has to read on in a conversation's log. */
export type ConversationTask = {
  readonly kind: 'conversation';
  readonly consumer: ConsumerName;
  readonly conversation: ConversationId;
};

/** Something has to be done for one person, because of one message. The five together are its key. */
export type PersonTask = {
  readonly kind: 'person';
  readonly consumer: ConsumerName;
  readonly user: UserId;
  readonly conversation: ConversationId;
  readonly epoch: string;
  readonly seq: number;
};

/** A step has left something beside a conversation or a person that belongs elsewhere. */
export type OwedTask = {
  readonly kind: 'owed';
  readonly consumer: ConsumerName;
  readonly subject: ConversationId | UserId;
};

export type Task = ConversationTask | PersonTask | OwedTask;

/** Polls of a conversation have an end. */
export const pollsTask = (subject: ConversationId): OwedTask => ({ kind: 'owed', consumer: 'polls', subject });

/** One text a task, for maps. */
export function taskKey(task: Task): string {
  switch (task.kind) {
    case 'conversation':
      return `${task.consumer} ${task.conversation}`;
    case 'owed':
      return `${task.consumer} owed ${task.subject}`;
    case 'person':
      return `${task.consumer} ${task.user} ${task.conversation} ${task.epoch} ${task.seq}`;
  }
}

/** The same position gives the same text, always: cursors are compared by it. */
export const positionText = ({ epoch, seq, id, rev, change }: Position): string =>
  JSON.stringify({ epoch, seq, id, rev, change });
