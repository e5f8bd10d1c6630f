import type { ConversationId } from '@rookery/protocol';
import type { FaultRecord, History, SendRecord } from '../history.ts';
import { lateStore, slowStore } from '../old-records.ts';
import type { OldMessageRecord, OldPageRecord } from '../old-records.ts';
import { describeFaults, describeSend, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** What another fault leaves behind for so long is not the late store's. */
const calmMs = 5_000;
/** A page that cannot be read once may be bad luck on a busy machine; pages in a row for so long are not. */
const unreadableMs = 1_000;
/** A refusal that comes later than this is of a deadline, on a busy machine, and not of a block that is not there. */
const deadlineMs = 1_500;
/** A node gives a block up after two seconds; on a busy machine it takes longer to say so, but not until the deadline of all requests. */
const lateMs = 7_000;

/** What was read from far back in mid-run: as it was written, without a hole, or refused in words; and never refused because of a block that its store does not show yet. */
export function checkOldMessages(history: History): Violation[] {
  return [
    ...wrongMessages(history),
    ...history.oldPages.flatMap((page) => (page.gap === null ? [] : [describeGap(history, page)])),
    ...history.faults.flatMap((fault) => {
      if (fault.name === lateStore) return unreadable(history, fault);
      return fault.name === slowStore ? refusedLate(history, fault) : [];
    }),
  ];
}

function wrongMessages(history: History): Violation[] {
  const firm = new Map<string, { readonly send: SendRecord; readonly id: string; readonly at: number }>();
  for (const send of history.sends.values()) {
    const ack = send.acks.find(({ degraded }) => !degraded);
    if (ack) firm.set(placeOf(ack), { send, id: ack.id, at: ack.at });
  }
  return history.oldMessages.flatMap((message): Violation[] => {
    const said = firm.get(placeOf(message));
    // Before it was promised another one may have stood there.
    if (!said || said.at > message.askedAt) return [];
    const { send, id } = said;
    const isSame =
      message.id === id &&
      (message.clientId === null || message.clientId === send.clientId) &&
      (message.content === null || message.content === send.content);
    return isSame ? [] : [describeWrong(history, message, send)];
  });
}

const placeOf = ({ conversation, seq }: { readonly conversation: ConversationId; readonly seq: number }): string =>
  `${conversation} ${seq}`;

const describeWrong = (history: History, message: OldMessageRecord, send: SendRecord): Violation => ({
  ...{ check: 'old-wrong', rule: 'COLD-5', at: message.askedAt },
  story: `${describeSend(send)} At ${seconds(message.askedAt)} ${message.device} read it there as ${message.id}, client id ${message.clientId ?? '(none)'}, "${(message.content ?? '(changed)').slice(0, 40)}". ${describeFaults(history, message.askedAt, message.askedAt)}`,
});

const describeGap = (history: History, { device, conversation, after, askedAt, gap }: OldPageRecord): Violation => ({
  ...{ check: 'old-wrong', rule: 'COLD-2', at: askedAt },
  story: `At ${seconds(askedAt)} ${device} read ${conversation} from number ${after + 1} on: ${gap}. ${describeFaults(history, askedAt, askedAt)}`,
});

/** Those that were asked for while this fault was there, and nothing else was wrong. */
function pagesDuring({ faults, oldPages }: History, fault: FaultRecord): readonly OldPageRecord[] {
  return oldPages.filter(
    ({ askedAt, endedAt }) =>
      askedAt >= fault.begunAt &&
      askedAt <= fault.endedAt &&
      faults.every(
        ({ name, skipped, ...other }) =>
          name === fault.name || skipped !== null || other.begunAt > endedAt || other.endedAt + calmMs < askedAt,
      ),
  );
}

/** Pages that were refused one after the other while the store showed late what was written. */
function unreadable(history: History, fault: FaultRecord): Violation[] {
  const during = pagesDuring(history, fault).filter(
    ({ outcome, askedAt, endedAt }) =>
      endedAt <= fault.endedAt && (outcome !== 'unavailable' || endedAt - askedAt < deadlineMs),
  );
  for (const asked of Map.groupBy(during, ({ conversation, after }) => `${conversation} ${after}`).values()) {
    let first: OldPageRecord | null = null;
    for (const page of asked) {
      if (page.outcome !== 'unavailable') first = null;
      else if (page.endedAt - (first ??= page).endedAt >= unreadableMs)
        return [
          {
            ...{ check: 'old-unreadable', rule: 'COLD-4', at: page.askedAt },
            story: `From ${seconds(first.askedAt)} to ${seconds(page.endedAt)} nobody could read ${page.conversation} from number ${page.after + 1} on: it had left memory for blocks that their store did not show yet. ${describeFaults(history, first.askedAt, page.endedAt)}`,
          },
        ];
    }
  }
  return [];
}

/** A page for which somebody had to wait as long as the store. */
function refusedLate(history: History, fault: FaultRecord): Violation[] {
  const late = pagesDuring(history, fault).find(
    ({ outcome, askedAt, endedAt }) =>
      (outcome === 'unavailable' || outcome === 'timeout') && endedAt - askedAt >= lateMs,
  );
  return late === undefined
    ? []
    : [
        {
          ...{ check: 'old-unreadable', rule: 'COLD-6', at: late.askedAt },
          story: `At ${seconds(late.askedAt)} ${late.device} asked for ${late.conversation} from number ${late.after + 1} on, and was refused (${late.outcome}) ${seconds(late.endedAt - late.askedAt)} later. ${describeFaults(history, late.askedAt, late.endedAt)}`,
        },
      ];
}
