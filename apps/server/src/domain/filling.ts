/** How full something was, at a time (ms). */
export type FillPoint = { readonly at: number; readonly share: number };

const fewestPoints = 6;

/**
 * How fast something fills: the slope of the straight line that is nearest to all points (least squares), in shares a ms. Null where there are too few to say.
 * Allocators and tables grow in steps: over a dozen points or more these even out.
 */
export function fillRate(points: readonly FillPoint[]): number | null {
  if (points.length < fewestPoints) return null;
  const [first] = points;
  const from = first?.at ?? 0;
  const meanAt = points.reduce((sum, { at }) => sum + at - from, 0) / points.length;
  const mean = points.reduce((sum, { share }) => sum + share, 0) / points.length;
  let across = 0;
  let along = 0;
  for (const { at, share } of points) {
    across += (at - from - meanAt) * (share - mean);
    along += (at - from - meanAt) ** 2;
  }
  return along === 0 ? null : across / along;
}

/** When it is full at this rate; null: never, or not within ten years. */
export function fullAt(last: FillPoint, rate: number | null): number | null {
  if (rate === null || rate <= 0) return null;
  const inMs = Math.max(0, 1 - last.share) / rate;
  return inMs > 10 * 365 * 24 * 3_600_000 ? null : Math.round(last.at + inMs);
}
