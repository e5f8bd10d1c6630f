import { newestFirst } from '../domain/search/found-place.ts';
import type { FoundPlace } from '../domain/search/found-place.ts';
import type { FoundNow } from '../ports/message-finder.ts';

/** One page of what several have found, each in conversations of its own. */
export function mergeFound(parts: readonly FoundNow[], limit: number): FoundNow {
  // How far all of them have come.
  let reached: FoundPlace | null = null;
  for (const part of parts)
    if (part.reached && (!reached || newestFirst(part.reached, reached) < 0)) reached = part.reached;
  const places = parts
    .flatMap((part) => part.places)
    .filter((place) => !reached || newestFirst(place, reached) <= 0)
    .sort(newestFirst);
  const behind = parts.flatMap((part) => part.behind);
  if (places.length <= limit) return { places, reached, behind };
  return { places: places.slice(0, limit), reached: places[limit - 1] ?? null, behind };
}
