import { isThreadId } from '@rookery/protocol';
import type { ConversationId, Position, UserId } from '@rookery/protocol';
import type { LogMessage } from '../domain/log.ts';
import { isToBePushed } from '../domain/push-rule.ts';
import type { PushableMessage } from '../domain/push-rule.ts';
import type { PushStanding } from '../domain/push-standing.ts';
import { pushable } from './pushable.ts';
import type { Ports } from './ports.ts';

type News = {
  readonly conversation: ConversationId;
  readonly messages: readonly LogMessage[];
  readonly to: Position;
};
export type Noting = Pick<Ports, 'log' | 'membership' | 'people' | 'pushes' | 'tasks' | 'clock'>;

/** People looked at together. */
const pageSize = 500;
/** Works that are written down at the same time. */
const atOnce = 64;

/**
 * Makes work of each message for each person to whom it is to be pushed, once it is due: whoever has read it by then, or wants nothing of it, costs one look. Told the same again it adds
 * nothing. [PUSH-5]
 */
export async function notePushes(ports: Noting, { conversation, messages, to }: News): Promise<void> {
  const [state] = await ports.log.states([conversation]);
  // What is gone is pushed to nobody.
  const left = messages.filter(({ content, deleted }) => content !== undefined && !deleted);
  if (!state || left.length === 0) return;
  const due = left.map((message) => pushable(message, state.facts));
  const life = { epoch: state.head.epoch, base: state.base };
  let isAnybodyThere = false;
  for (let after: UserId | null | undefined = null; after !== undefined;) {
    const users: readonly UserId[] = await ports.pushes.watchers(conversation, after, pageSize);
    if (users.length === 0) break;
    isAnybodyThere = true;
    const standings = await ports.pushes.standings(conversation, users, life);
    await letGo(ports, conversation, standings);
    await note(ports, conversation, to.epoch, due, standings);
    after = users.length < pageSize ? undefined : users.at(-1);
  }
  if (!isAnybodyThere) await ports.pushes.unwatch(conversation, []);
}

/** Whoever has no devices any more, or no such conversation, is not looked at again. */
async function letGo(
  { pushes }: Pick<Ports, 'pushes'>,
  conversation: ConversationId,
  standings: readonly PushStanding[],
): Promise<void> {
  const gone = standings.filter(({ devices, read }) => devices === 0 || (read === null && !isThreadId(conversation)));
  if (gone.length > 0)
    await pushes.unwatch(
      conversation,
      gone.map(({ user }) => user),
    );
}

async function note(
  { membership, tasks, clock }: Noting,
  conversation: ConversationId,
  epoch: string,
  due: readonly PushableMessage[],
  standings: readonly PushStanding[],
): Promise<void> {
  const now = clock.now();
  const wanted = standings.flatMap((standing) =>
    due.filter((message) => isToBePushed(message, standing, now)).map(({ seq }) => ({ user: standing.user, seq })),
  );
  if (wanted.length === 0) return;
  const members = await membership.membersAmong(conversation, [...new Set(wanted.map(({ user }) => user))]);
  const works = wanted.filter(({ user }) => members.has(user));
  for (let from = 0; from < works.length; from += atOnce)
    await Promise.all(
      works
        .slice(from, from + atOnce)
        .map(({ user, seq }) => tasks.addWork({ kind: 'person', consumer: 'push', user, conversation, epoch, seq })),
    );
}
