/** What the scroll position holds on to. */
export type Goal =
  | { readonly kind: 'bottom' }
  /** A row at a distance from the top of the viewport, or in its middle. Until the reader scrolls. */
  | { readonly kind: 'row'; readonly key: string; readonly at: number | 'center' }
  | { readonly kind: 'none' };

/** Closer to the bottom than this counts as being there (T4). */
const nearBottomPx = 80;

export const distanceToBottom = (el: { scrollHeight: number; scrollTop: number; clientHeight: number }): number =>
  el.scrollHeight - el.scrollTop - el.clientHeight;

/**
 * The goal after a scroll event. Only a scroll upwards lets go of the bottom: what grows below does not, and neither does
 * a correction for what grew above, which leaves the distance as it was.
 */
export const goalAfterScroll = (
  goal: Goal,
  { distance, moved, canFollow }: { readonly distance: number; readonly moved: number; readonly canFollow: boolean },
): Goal => {
  if (goal.kind === 'row') return goal;
  const isNear = distance <= nearBottomPx && canFollow;
  if (goal.kind === 'bottom') return !isNear && (moved < -1 || !canFollow) ? { kind: 'none' } : goal;
  return isNear && moved >= 0 ? { kind: 'bottom' } : goal;
};
