import { afterAllOf, newestFirst } from '../../../domain/search/found-place.ts';
import type { FoundPlace } from '../../../domain/search/found-place.ts';
import type { Found } from '../../../ports/search-index.ts';
import type { TimeSlots } from './time-slots.ts';

/** Gathers one page of places that come by their numbers, the highest first: a number may lie beyond its message's time, never before it. */
export class PlacesFound {
  readonly #slots: TimeSlots;
  readonly #limit: number;
  readonly #places: FoundPlace[] = [];
  /** What has a lower number is older than all of a full page. */
  #lastSlot = -Infinity;

  constructor(slots: TimeSlots, limit: number) {
    this.#slots = slots;
    this.#limit = limit;
  }

  add(place: FoundPlace, below: FoundPlace | undefined): void {
    if (below && newestFirst(place, below) <= 0) return;
    this.#places.push(place);
    if (this.#places.length !== this.#limit) return;
    const oldest = Math.min(...this.#places.map(({ at }) => at));
    this.#lastSlot = this.#slots.of(oldest);
  }

  /** Whether nothing of that number or of a lower one belongs on the page. */
  isFullBefore(rank: number): boolean {
    return rank < this.#lastSlot;
  }

  /** The first page of what came, and perhaps more behind it. */
  get page(): Found {
    const places = this.#places.sort(newestFirst).slice(0, this.#limit);
    return { places, reached: places.at(-1) ?? null };
  }

  /** Nothing more comes. */
  get all(): Found {
    return this.#places.length > this.#limit ? this.page : { places: this.#places.sort(newestFirst), reached: null };
  }

  /** Time is up: what has a lower number than this one was not looked at. */
  until(rank: number, below: FoundPlace | undefined): Found {
    const begun = this.#slots.begins(rank);
    const places = this.#places.filter(({ at }) => at >= begun).sort(newestFirst);
    const last = places[this.#limit - 1];
    if (last) return { places: places.slice(0, this.#limit), reached: last };
    // Everything of that time and later; never back in front of where it began.
    const reached = afterAllOf(begun);
    return { places, reached: below && newestFirst(reached, below) < 0 ? below : reached };
  }
}
