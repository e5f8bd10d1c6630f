import type { ConversationId, Message } from '@rookery/protocol';
import type { BackupRecord, RestoredLog } from '../backup-records.ts';
import type { ChangeRecord, History } from '../history.ts';
import { describeFaults, describeSend, seconds } from './violation.ts';
import type { CheckName, Violation } from './violation.ts';

/** Every backup came to its end, and the last one gives back what there was in it: each message once, in its place, as it stood at some moment between the backup's beginning and its end. */
export function checkBackups(history: History): Violation[] {
  const unfinished = history.backups.flatMap((backup): Violation[] =>
    backup.endedAt === null
      ? [
          {
            ...{ check: 'backup-failed', rule: 'ARC-3', at: backup.begunAt },
            story: `${describe(backup)} was not whole a minute after everything was. ${backup.failure ?? ''} ${describeFaults(history, backup.begunAt, history.endedAt)}`,
          },
        ]
      : [],
  );
  const { restored } = history.final;
  const last = history.backups.findLast(({ endedAt }) => endedAt !== null);
  if (!last || restored === null) return unfinished;
  const checking = new Checking(history, last);
  if (restored.failure !== null) return [...unfinished, checking.violation('restore-failed', restored.failure)];
  return [...unfinished, ...checking.sends(), ...checking.logs(), ...checking.changes()];
}

const describe = ({ number, begunAt, endedAt, killed }: BackupRecord): string =>
  `Backup ${number}, from ${seconds(begunAt)} to ${endedAt === null ? 'no end' : seconds(endedAt)}${killed.length === 0 ? '' : `, killed at "${killed.join('", "')}"`},`;

class Checking {
  readonly #history: History;
  readonly #backup: BackupRecord;
  readonly #endedAt: number;
  readonly #logs: ReadonlyMap<ConversationId, RestoredLog>;
  /** By their places. */
  readonly #there = new Map<string, Message>();
  /** Where something was promised to nobody, what comes of it is nobody's business. */
  readonly #degraded: ReadonlySet<string>;

  constructor(history: History, backup: BackupRecord) {
    this.#history = history;
    this.#backup = backup;
    this.#endedAt = backup.endedAt ?? Infinity;
    this.#logs = history.final.restored?.logs ?? new Map();
    for (const [conversation, { messages }] of this.#logs)
      for (const message of messages) this.#there.set(`${conversation} ${message.seq}`, message);
    this.#degraded = new Set(
      [...history.sends.values()].flatMap(({ acks }) =>
        acks.flatMap(({ degraded, conversation }) => (degraded ? [conversation] : [])),
      ),
    );
  }

  violation(check: CheckName, what: string): Violation {
    const { begunAt } = this.#backup;
    return {
      ...{ check, rule: 'ARC-4', at: begunAt },
      story: `${describe(this.#backup)} restored into an empty store: ${what} ${describeFaults(this.#history, begunAt, this.#endedAt)}`,
    };
  }

  /** What was acknowledged before it began is in it, and nothing that was written after it had ended. */
  sends(): Violation[] {
    return [...this.#history.sends.values()].flatMap((send): Violation[] => {
      const ack = send.acks.find(({ degraded, at }) => !degraded && at <= this.#backup.begunAt);
      if (ack) {
        // What is lost anyway is said elsewhere.
        const kept = this.#history.final.logs.get(ack.conversation)?.messages[ack.seq - 1];
        const found = this.#there.get(`${ack.conversation} ${ack.seq}`);
        if (kept?.id !== ack.id || found?.id === ack.id) return [];
        return [this.violation('backup-wrong', `${describeSend(send)} There it is not.`)];
      }
      const [only] = send.acks;
      const early = only && this.#there.get(`${only.conversation} ${only.seq}`);
      return send.begunAt > this.#endedAt && early && early.id === only.id
        ? [this.violation('backup-wrong', `${describeSend(send)} There it is already.`)]
        : [];
    });
  }

  /** Without a hole, and nothing twice. */
  logs(): Violation[] {
    return [...this.#logs].flatMap(([conversation, { headSeq, messages }]): Violation[] => {
      const hole = messages.findIndex(({ seq }, index) => seq !== index + 1);
      if (hole !== -1 || messages.length !== headSeq)
        return [
          this.violation(
            'backup-wrong',
            `${conversation} has ${messages.length} messages, its head is ${headSeq}${hole === -1 ? '' : `, and number ${messages[hole]?.seq} stands where ${hole + 1} must`}.`,
          ),
        ];
      const seen = new Map<string, number>();
      return messages.flatMap(({ id, seq }) => {
        const first = seen.get(id);
        seen.set(id, first ?? seq);
        return first === undefined
          ? []
          : [this.violation('backup-wrong', `${conversation} has ${id} as number ${first} and as ${seq}.`)];
      });
    });
  }

  /** Words and reactions as of some moment from its beginning to its end. */
  changes(): Violation[] {
    const byKey = Map.groupBy(this.#history.changes, (change) =>
      change.kind === 'edit'
        ? `edit ${change.conversation} ${change.seq}`
        : `react ${change.conversation} ${change.seq} ${change.user} ${change.value}`,
    );
    return [...byKey.values()].flatMap((changes): Violation[] => {
      const [{ conversation, seq } = { conversation: null, seq: 0 }] = changes;
      const message = this.#there.get(`${conversation} ${seq}`);
      if (conversation === null || !message || message.deleted === true || this.#degraded.has(conversation)) return [];
      const before = changes.filter(({ ackedAt }) => ackedAt !== null && ackedAt <= this.#backup.begunAt);
      const [newest] = before.toSorted((one, other) => (other.rev ?? 0) - (one.rev ?? 0));
      // One whose outcome is unknown may have been taken at any time.
      const possible = changes.filter(
        ({ askedAt, rev }) => askedAt <= this.#endedAt && (rev === null || rev >= (newest?.rev ?? 0)),
      );
      if (possible.some((change) => isThere(message, change))) return [];
      if (newest === undefined && isAsItWas(changes, message, this.#history)) return [];
      const asked = newest ?? changes[0];
      return asked === undefined
        ? []
        : [
            this.violation(
              'backup-wrong',
              `${asked.device} ${asked.kind === 'edit' ? `made number ${seq} of ${conversation} "${asked.value}"` : `put ${asked.value} ${asked.on ? 'on' : 'off'} number ${seq} of ${conversation}`} at ${seconds(asked.askedAt)}${asked.ackedAt === null ? '' : `, acknowledged at ${seconds(asked.ackedAt)}`}. There it reads "${(message.content ?? '').slice(0, 40)}" with ${JSON.stringify(message.reactions ?? [])}.`,
            ),
          ];
    });
  }
}

const hasReaction = (message: Message, { value, user }: ChangeRecord): boolean | null => {
  const found = (message.reactions ?? []).find(({ emoji }) => emoji === value);
  if (!found) return false;
  // Not all who reacted are named.
  return found.users.includes(user) ? true : found.count > found.users.length ? null : false;
};

function isThere(message: Message, change: ChangeRecord): boolean {
  if (change.kind === 'edit') return message.content === change.value;
  const has = hasReaction(message, change);
  return has === null || has === change.on;
}

/** As before all of these changes. */
function isAsItWas(changes: readonly ChangeRecord[], message: Message, { sends }: History): boolean {
  const [first] = changes;
  if (first?.kind === 'react') return hasReaction(message, first) !== true;
  const sent = message.clientId === undefined ? undefined : sends.get(message.clientId);
  return sent === undefined || sent.content === message.content;
}
