import type { History } from '../history.ts';
import { describeFaults, seconds } from './violation.ts';
import type { Violation } from './violation.ts';

/** What stands below messages that link to pages of ours, how often it came, and the pictures that stand for people. */
export function checkPreviews(history: History): Violation[] {
  return [...checkBelow(history), ...checkComings(history), ...checkFaces(history)];
}

function checkBelow(history: History): Violation[] {
  return history.previews.flatMap(
    ({ device, conversation, seq, expected, takenAwayAt, found, wasAsked }): Violation[] => {
      if (expected === null || found === null || found === expected) return [];
      if (found === 'nothing' && wasAsked) return [];
      const at = takenAwayAt ?? history.wholeAt;
      return [
        {
          check: 'preview-wrong',
          rule: takenAwayAt === null ? 'LINK-4' : 'LINK-8',
          at,
          story: `${device} ${takenAwayAt === null ? `linked to ${expected} in` : `took away, acknowledged at ${seconds(takenAwayAt)}, the previews of`} number ${seq} of ${conversation}. In the end there stands below it: ${found}. ${describeFaults(history, at, at)}`,
        },
      ];
    },
  );
}

/** What stands below a message comes once. What was missed is told as it is by then, so only how often can be told from outside. */
function checkComings(history: History): Violation[] {
  return history.previews.flatMap(({ device, conversation, seq, mostChanges }): Violation[] => {
    const most = history.lives.reduce<readonly number[]>((longest, { previews }) => {
      const told = previews?.get(`${conversation} ${seq}`) ?? [];
      return told.length > longest.length ? told : longest;
    }, []);
    if (most.length <= mostChanges) return [];
    return [
      {
        check: 'preview-wrong',
        rule: 'LINK-4',
        at: history.wholeAt,
        story: `${device} linked to a page in number ${seq} of ${conversation}, and somebody was told ${most.length} times what stands below it, by the changes ${most.join(', ')}: ${mostChanges} at most are needed. ${describeFaults(history, 0, history.wholeAt)}`,
      },
    ];
  });
}

function checkFaces(history: History): Violation[] {
  const { faces } = history;
  return faces.flatMap(({ device, user, id, askedAt, ackedAt, found }): Violation[] => {
    const hers = faces.filter((face) => face.user === user);
    // One that had no answer may have come, or not.
    if (found === null || hers.some((face) => face.ackedAt === null)) return [];
    const isNow = hers.at(-1)?.id === id;
    const what =
      found.nobody === 200
        ? 'was given to somebody without a session'
        : isNow && found.member !== 200
          ? `which was acknowledged at ${seconds(ackedAt ?? 0)}, was answered ${found.member} to somebody else`
          : !isNow && found.member === 200
            ? 'was still given out, long after the next one had replaced it'
            : null;
    if (what === null) return [];
    return [
      {
        check: 'face-wrong',
        rule: 'FILE-13',
        at: askedAt,
        story: `The picture ${id}, by which ${device} showed herself at ${seconds(askedAt)}, ${what}. ${describeFaults(history, askedAt, askedAt)}`,
      },
    ];
  });
}
