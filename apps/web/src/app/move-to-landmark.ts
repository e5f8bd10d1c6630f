import type { PaneControl } from '../shell/feature.ts';

const landmarks = ['#sidebar', '#main [role="log"]', '#composer', '#panel'] as const;

/** The focus to the next area of the window, or the one before. */
export const moveToLandmark = (by: 1 | -1, pane: PaneControl | null): void => {
  const there = landmarks.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []);
  const at = there.findLastIndex((element) => element.contains(document.activeElement));
  const next = there[(at + by + there.length) % there.length];
  if (next?.matches('[role="log"]')) pane?.focusLog();
  else if (next?.matches('#sidebar, #panel')) next.querySelector<HTMLElement>('a[aria-current], a, button')?.focus();
  else next?.focus();
};
