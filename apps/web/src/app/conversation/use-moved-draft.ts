import { useLayoutEffect, useState } from 'react';
import { moveTray } from '../../files/tray.ts';
import { moveDraft } from '../../store/drafts.ts';

/**
 * Moves what was begun under other keys to where it goes on: when somebody else wrote first, or under an earlier version. False until that is
 * done, before the composer reads the draft.
 */
export const useMovedDraft = (from: readonly string[], to: string | undefined): boolean => {
  const [moved, setMoved] = useState<string>();
  useLayoutEffect(() => {
    if (to === undefined || moved === to) return;
    for (const key of from) {
      moveDraft(key, to);
      moveTray(key, to);
    }
    setMoved(to);
  }, [from, to, moved]);
  return to !== undefined && moved === to;
};
