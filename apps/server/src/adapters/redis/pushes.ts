import { asUserId } from '@rookery/protocol';
import type { ConversationId, Notify, QuietHours, UserId } from '@rookery/protocol';
import { consumers } from '../../domain/consumers.ts';
import type { Task } from '../../domain/task.ts';
import { readThreadId } from '../../domain/thread-id.ts';
import type { PushStanding } from '../../domain/push-standing.ts';
import type { Pushes } from '../../ports/pushes.ts';
import type { Tasks } from '../../ports/tasks.ts';
import { conversationKey, dueKey, taskKeyOf, userKey } from './keys.ts';
import { list, number, text } from './reply.ts';
import { script } from './scripts.ts';
import type { Shards } from './shards.ts';

/** Who is watched for lies with the conversation, what she wants with her. */
export class RedisPushes implements Pushes {
  readonly #shards: Shards;
  readonly #tasks: Tasks;

  constructor(shards: Shards, tasks: Tasks) {
    this.#shards = shards;
    this.#tasks = tasks;
  }

  async watch(conversation: ConversationId, user: UserId): Promise<void> {
    const { reply } = await this.#shards.commit({
      script: script('push-watch'),
      keys: ['c', 'pw'].map((part) => conversationKey(conversation, part)),
      args: [user],
    });
    if (reply === 1) await this.#tasks.setInterest(conversation, 'push', 'head');
  }

  async unwatch(conversation: ConversationId, users: readonly UserId[]): Promise<void> {
    const task: Task = { kind: 'conversation', consumer: 'push', conversation };
    await this.#shards.commit({
      script: script('push-unwatch'),
      keys: [
        conversationKey(conversation, 'c'),
        taskKeyOf(task),
        dueKey(conversation),
        conversationKey(conversation, 'pw'),
      ],
      args: [conversation, consumers.push.bit, ...users],
    });
  }

  async watchers(conversation: ConversationId, after: UserId | null, limit: number): Promise<readonly UserId[]> {
    const reply = await this.#shards.run({
      script: script('push-watchers'),
      keys: [conversationKey(conversation, 'pw')],
      args: [after ?? '', limit],
    });
    return list(reply).map((id) => asUserId(text(id)));
  }

  standings(
    conversation: ConversationId,
    users: readonly UserId[],
    life: { readonly epoch: string; readonly base: number },
  ): Promise<readonly PushStanding[]> {
    const parent = readThreadId(conversation)?.parent ?? '';
    return Promise.all(
      users.map(async (user): Promise<PushStanding> => {
        const reply = await this.#shards.run({
          script: script('push-standing'),
          keys: ['i', 'kn', 'x', 'kp'].map((part) => userKey(user, part)),
          args: [conversation, parent],
        });
        const [entry, own, outer, usual, quietHours, devices] = list(reply);
        return {
          user,
          read: readIn(text(entry), life),
          own: notifyIn(text(own)),
          outer: notifyIn(text(outer)),
          usual: json<Notify>(text(usual)),
          quietHours: json<QuietHours>(text(quietHours)),
          devices: number(devices),
        };
      }),
    );
  }
}

/** Written by this adapter alone, as all of these. */
const json = <Value>(written: string): Value | null => (written === '' ? null : (JSON.parse(written) as Value));
/** Behind its rev and when it is due. */
const notifyIn = (value: string): Notify | null => json<Notify>(/^\d+ \d* (.*)$/s.exec(value)?.[1] ?? '');

/** A mark of an earlier life counts as the head at which this one began, at most. */
function readIn(entry: string, life: { readonly epoch: string; readonly base: number }): number | null {
  const [role, read, epoch] = json<[string, number, string]>(entry) ?? ['i', 0, ''];
  if (role === 'i') return null;
  return epoch === life.epoch ? read : Math.min(read, life.base);
}
