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

/** What was told of one message's previews, one after the other: the same twice came twice. */
function checkComings(history: History): Violation[] {
  return history.lives.flatMap(({ device, previews }): Violation[] =>
    [...(previews ?? [])].flatMap(([place, told]): Violation[] => {
      const index = told.findIndex(({ urls }, at) => at > 0 && urls === told[at - 1]?.urls);
      const again = told[index];
      if (!again) return [];
      const { at, rev, urls } = again;
      return [
        {
          check: 'preview-wrong',
          rule: 'LINK-4',
          at,
          story: `At ${seconds(at)} ${device} was told by change ${rev} that below ${place} stands ${urls}, as change ${told[index - 1]?.rev} had said before. ${describeFaults(history, at, at)}`,
        },
      ];
    }),
  );
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
