import type { ChangeRecord, History } from '../history.ts';
import { reactionsOf, seconds, describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/**
 * Acknowledged edits and reactions are there. The one with the highest revision counts, unless one with an unknown outcome may have come
 * after it.
 */
export function checkChanges(history: History): Violation[] {
  const degraded = new Set<string>();
  for (const { acks } of history.sends.values())
    for (const ack of acks) if (ack.degraded) degraded.add(ack.conversation);
  const last = new Map<string, ChangeRecord>();
  const unknownAt = new Map<string, number>();
  for (const change of history.changes) {
    // Who reacts twice at once does not know which was first.
    const key =
      change.kind === 'edit'
        ? `edit ${change.conversation} ${change.seq}`
        : `react ${change.conversation} ${change.seq} ${change.user} ${change.value}`;
    if (change.rev === null) unknownAt.set(key, Math.max(unknownAt.get(key) ?? 0, change.askedAt));
    else if (change.rev >= (last.get(key)?.rev ?? 0)) last.set(key, change);
  }
  return [...last].flatMap(([key, change]): Violation[] => {
    if (degraded.has(change.conversation) || unknownAt.has(key)) return [];
    const message = history.final.logs.get(change.conversation)?.messages[change.seq - 1];
    if (!message) return [];
    const isThere =
      change.kind === 'edit'
        ? message.content === change.value
        : !change.on ||
          (message.reactions ?? []).some(
            ({ emoji, users, count }) =>
              emoji === change.value && (users.includes(change.user) || count > users.length),
          );
    const isGone = change.kind === 'react' && !change.on;
    const stillThere =
      isGone &&
      (message.reactions ?? []).some(({ emoji, users }) => emoji === change.value && users.includes(change.user));
    if (isThere && !stillThere) return [];
    const at = change.ackedAt ?? change.askedAt;
    return [
      {
        check: 'change-lost',
        rule: 'LOG-4',
        at,
        story: `${change.device} ${change.kind === 'edit' ? `changed number ${change.seq} of ${change.conversation} to "${change.value}"` : `${change.on ? 'put' : 'took'} ${change.value} ${change.on ? 'on' : 'off'} number ${change.seq} of ${change.conversation}`} at ${seconds(change.askedAt)}, acknowledged at ${seconds(at)} as revision ${change.rev}. In the end it reads "${(message.content ?? '').slice(0, 40)}" with the reactions ${reactionsOf(message.reactions)}. ${describeFaults(history, change.askedAt, at)}`,
      },
    ];
  });
}
