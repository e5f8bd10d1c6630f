import type { Timeline } from '@rookery/client';
import { can, type Entry } from '@rookery/protocol';
import { useMemo, useState } from 'react';
import type { MessageActions, TimelineScene } from '../../features/timeline/TimelineContext.ts';
import { cell } from '../../lib/cell.ts';
import { useMe } from '../../sdk/use-session.ts';

type RowCells = Pick<TimelineScene, 'active' | 'held' | 'focused' | 'editing' | 'highlighted'>;

/** Which row is what: cells, so that only the rows concerned render again. */
export const useRowCells = (): RowCells => {
  const [cells] = useState((): RowCells => ({
    active: cell<string | undefined>(undefined),
    held: cell(false),
    focused: cell<string | undefined>(undefined),
    editing: cell<string | undefined>(undefined),
    highlighted: cell<number | undefined>(undefined),
  }));
  return cells;
};

/** What the rows of the open conversation share. */
export const useTimelineScene = (
  entry: Entry,
  timeline: Timeline,
  actions: MessageActions,
  cells: RowCells,
): TimelineScene => {
  const me = useMe();
  const { conversation } = entry;
  const mayDeleteAny = can(entry, 'delete_any');
  const mayPost = can(entry, entry.kind === 'thread' ? 'reply' : 'post');
  const mayReact = can(entry, 'react');
  const mayPin = can(entry, 'pin');
  // There, what is before the first was said before she came.
  const isSinceJoin = entry.room?.history === 'since-join';
  return useMemo(
    (): TimelineScene => ({
      ...{ conversation, me, mayDeleteAny, mayPost, mayReact, mayPin, actions },
      quoted: (seq) => timeline.quoted(seq),
      missing: (seq) => (!isSinceJoin && seq < timeline.get().first ? 'message.notKept' : 'reply.missing'),
      ...cells,
    }),
    [conversation, me, mayDeleteAny, mayPost, mayReact, mayPin, actions, timeline, isSinceJoin, cells],
  );
};
