import { mayDegrade } from '../degraded.ts';
import type { History, ShortRecord } from '../history.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** Retention took what it had to, nothing more, from the beginning on, and nothing of what was held. */
export function checkRetention(history: History): Violation[] {
  return history.short.flatMap((record): Violation[] => {
    const { conversation, isHeld, kept, looks, isSettled } = record;
    const violate = (rule: string, at: number, what: string): Violation => ({
      ...{ check: 'kept-wrong', rule, at },
      story: `${conversation} keeps ${kept} messages${isHeld ? ', and was held before' : ''}: ${what} ${describeFaults(history, 0, at)}`,
    });
    const [wrong] = looks.flatMap((look): Violation[] => {
      const { at, first, head, seqs } = look;
      if (isHeld && first !== 1) return [violate('RET-4', at, `of ${head} the first that exists is ${first}.`)];
      if (head - first + 1 < Math.min(kept, head))
        return [violate('RET-1', at, `of ${head} only those from ${first} on exist.`)];
      const from = Math.max(first, head - 99);
      if (seqs.length !== head - from + 1 || seqs.some((seq, index) => seq !== from + index))
        return [violate('RET-1', at, `from ${from} to ${head} it has ${seqs.join(' ')}.`)];
      // What nobody was promised may be seen, and lost with its master, before another is acknowledged under its number. [CLU-9]
      const other = seqs.find((seq) => {
        const ack = record.acked.get(seq);
        return ack !== undefined && ack.at <= at && look.words.get(seq) !== ack.content;
      });
      return other === undefined ? [] : [violate('RET-1', at, `number ${other} says something else.`)];
    });
    if (wrong) return [wrong];
    const taken = takenWhileHeld(history, record);
    if (taken) return [violate(taken.rule, taken.at, taken.what)];
    return isSettled ? [] : [violate('RET-1', history.endedAt, `it still has more a minute after all was over.`)];
  });
}

/** What a hold did not keep that was acknowledged by two machines and not asked to end. */
function takenWhileHeld(
  history: History,
  { holds, hers, looks }: ShortRecord,
): { readonly rule: string; readonly at: number; readonly what: string } | null {
  for (const { rule, ackedAt, first, liftedAt } of holds) {
    if (mayDegrade(history, ackedAt)) continue;
    // What is before the first of hers may go.
    const kept = rule === 'RET-4' ? first : Math.min(...[...hers].filter((seq) => seq >= first));
    const look = looks.find(({ at, ...seen }) => at > ackedAt && at <= (liftedAt ?? Infinity) && seen.first > kept);
    if (look)
      return {
        ...{ rule, at: look.at },
        what: `a hold of ${rule === 'RET-4' ? 'it' : 'somebody who has written there'} was acknowledged at ${seconds(ackedAt)}; at ${seconds(look.at)} number ${kept} was gone, and the first was ${look.first}.`,
      };
  }
  return null;
}
