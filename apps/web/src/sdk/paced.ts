import { systemClock, type Clock, type Observable, type Unsubscribe } from '@rookery/client';
import { useObservable } from '../lib/use-observable.ts';

/** ms between two showings of what may wait: two frames of most screens. */
const paceMs = 40;
/** So many changes of one value wait at most, so that what comes at once is not shown by the screenful. */
const mostWaiting = 3;

/** What may wait is shown together, at most so often: each showing costs a rendering and a layout, and nobody reads faster. */
export class Pace {
  readonly #clock: Clock;
  readonly #isHidden: () => boolean;
  /** How many changes wait to be shown. */
  readonly #waiting = new Map<() => void, number>();
  #shownAt = -Infinity;
  /** In the task that shows: what changes with it is shown with it. */
  #isShowing = false;
  #stopTimer: (() => void) | undefined;

  /** `isHidden`: nothing is painted, and timers are slow. */
  constructor(clock: Clock, isHidden: () => boolean) {
    this.#clock = clock;
    this.#isHidden = isHidden;
  }

  /** Calls `show` now, with all that waits, or within `paceMs`. */
  changed(show: () => void, mayWait: boolean): void {
    const elapsedMs = this.#clock.now() - this.#shownAt;
    const changes = (this.#waiting.get(show) ?? 0) + 1;
    this.#waiting.set(show, changes);
    const isDue = elapsedMs < 0 || elapsedMs >= paceMs || changes > mostWaiting;
    if (!mayWait || isDue || this.#isShowing || this.#isHidden()) this.#show();
    else this.#stopTimer ??= this.#clock.after(paceMs - elapsedMs, () => this.#show());
  }

  forget(show: () => void): void {
    this.#waiting.delete(show);
  }

  #show(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#shownAt = this.#clock.now();
    if (!this.#isShowing) queueMicrotask(() => (this.#isShowing = false));
    this.#isShowing = true;
    const shows = [...this.#waiting.keys()];
    this.#waiting.clear();
    for (const show of shows) show();
  }
}

const screen = new Pace(systemClock, () => document.hidden);
const onScreen = new WeakMap<object, Observable<unknown>>();

/** As it was last shown, the same for all who look. */
export const paced = <Value>(
  source: Observable<Value>,
  mayWait: (before: Value, after: Value) => boolean,
  pace = screen,
): Observable<Value> => {
  const listeners = new Set<() => void>();
  let shown = source.get();
  let stop: Unsubscribe | undefined;
  const show = (): void => {
    shown = source.get();
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => (stop ? shown : source.get()),
    subscribe: (listener) => {
      if (!stop) {
        stop = source.subscribe(() => pace.changed(show, mayWait(shown, source.get())));
        shown = source.get();
      }
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        stop?.();
        stop = undefined;
        pace.forget(show);
      };
    },
  };
};

/** The value as the screen shows it: `mayWait` says what is shown together with what comes next. */
export const usePaced = <Value>(
  source: Observable<Value>,
  mayWait: (before: Value, after: Value) => boolean,
): Value => {
  const shown = (onScreen.get(source) as Observable<Value> | undefined) ?? paced(source, mayWait);
  onScreen.set(source, shown);
  return useObservable(shown);
};
