import type { History } from '../history.ts';
import { describeFaults } from './violation.ts';
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
    return isSettled ? [] : [violate('RET-1', history.endedAt, `it still has more a minute after all was over.`)];
  });
}
