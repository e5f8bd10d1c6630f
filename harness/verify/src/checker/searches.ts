import type { History } from '../history.ts';
import { describeFaults } from './violation.ts';
import type { Violation } from './violation.ts';

/** What a search found is what a scan of the logs found, each once. */
export function checkSearches(history: History): Violation[] {
  return history.final.searches.flatMap(({ device, query, expected, found, isIncomplete }): Violation[] => {
    const missing = expected.filter((place) => !found.includes(place));
    const beyond = found.filter((place, index) => !expected.includes(place) || found.indexOf(place) !== index);
    if (!isIncomplete && missing.length + beyond.length === 0) return [];
    const what = isIncomplete
      ? 'was told to the end that the index is not whole'
      : missing.length > 0
        ? `did not find ${missing.length} of ${expected.length} messages, ${missing[0]} among them`
        : `found ${beyond.length} that are none or were found before, ${beyond[0]} among them`;
    return [
      {
        check: 'search-wrong',
        rule: missing.length > 0 || isIncomplete ? 'FIND-5' : 'FIND-1',
        at: history.wholeAt,
        story: `${device} searched for "${query}" when all was over and ${what}. ${describeFaults(history, 0, history.wholeAt)}`,
      },
    ];
  });
}
