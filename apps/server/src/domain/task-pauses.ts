/** So many tries in a row may fail; then the task is parked. Together the pauses before that are 13 to 27 minutes. */
export const triesBeforeParking = 12;
const firstPauseMs = 1_000;
export const longestPauseMs = 600_000;

export type AfterFailure = { readonly state: 'retry'; readonly inMs: number } | { readonly state: 'park' };

/**
 * What follows a failed try, `failures` of which there have been in a row with this one. The pause doubles each time; half of it is chance
 * (`random` is in [0, 1)), so that what failed together does not come back together.
 */
export function afterFailure(failures: number, random: number): AfterFailure {
  if (failures >= triesBeforeParking) return { state: 'park' };
  const wholeMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (failures - 1));
  return { state: 'retry', inMs: Math.round(wholeMs * (0.5 + random / 2)) };
}
