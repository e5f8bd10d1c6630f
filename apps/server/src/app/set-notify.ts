import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, Notify, RequestOf } from '@rookery/protocol';
import { notifyIn } from '../delivery/kept-things.ts';
import type { Actor } from './actor.ts';
import { mustRead } from './must-read.ts';
import type { Ports } from './ports.ts';

/** Two devices at once: so often the later one looks again at what the other one has written. */
const tries = 5;

type Wish = Omit<RequestOf<'notify:set'>, 'conversation'>;

/** What is not given stays; null goes back to the default. */
function changed(before: Notify, { level, mutedUntil }: Wish): Notify {
  const now = { ...before };
  if (level !== undefined) now.level = level ?? undefined;
  if (mutedUntil !== undefined) now.mutedUntil = mutedUntil ?? undefined;
  return now;
}

export async function setNotify(
  ports: Pick<Ports, 'kept' | 'membership' | 'privacy' | 'users'>,
  actor: Actor,
  { conversation, ...wish }: RequestOf<'notify:set'>,
): Promise<AnswerOf<'notify:set'>> {
  const { id } = actor.user;
  if (conversation === null) {
    const { notify = {} } = await ports.privacy.settings(id);
    await ports.privacy.change(id, { notify: changed(notify, wish) });
    return {};
  }
  await mustRead(ports, actor, conversation);
  for (let left = tries; left > 0; left -= 1) {
    const before = await ports.kept.find(id, 'notify', conversation);
    const now = changed(before ? notifyIn(before) : {}, wish);
    const expected = before?.rev ?? 0;
    const isDone =
      now.level === undefined && now.mutedUntil === undefined
        ? !before || (await ports.kept.drop(id, 'notify', conversation, { expected }))
        : await put(ports, id, conversation, now, expected);
    if (!isDone) continue;
    await ports.users.touch(id, conversation);
    return {};
  }
  throw new ChatError('unavailable');
}

async function put(
  { kept }: Pick<Ports, 'kept'>,
  user: Actor['user']['id'],
  key: string,
  notify: Notify,
  expected: number,
): Promise<boolean> {
  const thing = { kind: 'notify', key, json: JSON.stringify(notify), dueAt: null } as const;
  const outcome = await kept.put(user, thing, { most: limits.notifySettings, expected });
  if (outcome.status === 'too-many')
    throw new ChatError('too_large', {
      message: `You have said so of ${limits.notifySettings} conversations already.`,
    });
  return outcome.status === 'kept';
}
