import type { FaultRecord, History, SendRecord } from '../history.ts';

export type CheckName =
  | 'acked-lost'
  | 'stored-twice'
  | 'hole-in-log'
  | 'acks-disagree'
  | 'ack-disagrees-with-log'
  | 'writing-order'
  | 'real-time-order'
  | 'invented'
  | 'never-stored'
  | 'refused-without-cause'
  | 'told-out-of-order'
  | 'told-not-at-all'
  | 'told-something-else'
  | 'shown-wrong'
  | 'private-read'
  | 'right-exceeded'
  | 'act-unrecorded'
  | 'degraded-without-cause'
  | 'unread-wrong'
  | 'mark-lost'
  | 'change-lost'
  | 'session-lost'
  | 'session-revived'
  | 'shut-out'
  | 'invitation-overused'
  | 'membership-wrong'
  | 'trace-left'
  | 'presence-wrong'
  | 'name-stale'
  | 'trace-lost'
  | 'counts-wrong'
  | 'calls-wrong'
  | 'unanswered'
  | 'answered-internal'
  | 'not-whole'
  | 'task-not-done'
  | 'task-out-of-order'
  | 'file-lost'
  | 'file-wrong'
  | 'file-invented'
  | 'file-leaked'
  | 'deleted-file-read'
  | 'search-wrong'
  | 'kept-wrong'
  | 'thread-wrong'
  | 'twin-wrong'
  | 'follow-wrong'
  | 'thread-left'
  | 'preview-wrong'
  | 'face-wrong'
  | 'push-lost'
  | 'push-wrong'
  | 'push-of-read'
  | 'backup-failed'
  | 'backup-wrong'
  | 'restore-failed'
  | 'old-wrong'
  | 'old-unreadable'
  | 'fault-failed';

/** A promise that was not kept, and what everybody saw of it. */
export type Violation = {
  readonly check: CheckName;
  /** The broken rule of docs/spec. */
  readonly rule: string;
  /** ms since the run began. */
  readonly at: number;
  readonly story: string;
};

/** In one story. */
const toldFaults = 6;

export const seconds = (at: number): string => `${(at / 1_000).toFixed(2)} s`;

/** Who sent what when, and what the server answered. */
export function describeSend(send: SendRecord): string {
  const acks = send.acks.map(
    ({ at, node, seq, id, duplicate, degraded }) =>
      `at ${seconds(at)} ${node} acknowledged it as number ${seq} (${id})${duplicate ? ', as a repeat' : ''}${degraded ? ', degraded' : ''}`,
  );
  return `${send.device} wrote "${send.content.slice(0, 40)}"${send.conversation === null ? '' : ` in ${send.conversation}`} at ${seconds(send.begunAt)}${
    acks.length === 0 ? `; ${describeAttempts(send.attempts)}` : `; ${acks.join('; ')}`
  }.`;
}

const describeAttempts = (attempts: number): string =>
  attempts === 0
    ? 'it was never sent'
    : `it was sent ${attempts === 1 ? 'once' : `${attempts} times`} and never acknowledged`;

/** The faults that were there within `aroundMs` of a moment. */
export function describeFaults({ mode, beganAt, faults }: History, from: number, to: number, aroundMs = 5_000): string {
  // Who breaks a deployment of theirs looks up what they did at that time of day.
  if (mode === 'target') return `This was ${from === to ? 'at' : 'until'} ${timeOfDay(beganAt + to)}.`;
  const near = faults.filter(
    ({ begunAt, endedAt, skipped }) => skipped === null && begunAt <= to + aroundMs && endedAt >= from - aroundMs,
  );
  if (near.length === 0) return 'No fault was near.';
  const shown = near.slice(-toldFaults);
  const rest = near.length === shown.length ? '' : ` (and ${near.length - shown.length} before them)`;
  return `Faults around it: ${shown.map(describeFault).join('; ')}${rest}.`;
}

const timeOfDay = (at: number): string => `${new Date(at).toISOString().replace('T', ' ').slice(0, 22)} UTC`;

const describeFault = ({ name, target, begunAt, endedAt }: FaultRecord): string =>
  `${name} (${target}) from ${seconds(begunAt)} to ${seconds(endedAt)}`;

export const reactionsOf = (
  reactions: readonly { readonly emoji: string; readonly count: number }[] | undefined,
): string =>
  (reactions ?? [])
    .map(({ emoji, count }) => `${emoji}${count}`)
    .sort()
    .join(' ') || 'none';
