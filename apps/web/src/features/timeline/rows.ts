import type { TimelineItem } from '@rookery/client';

/** A message and what stands above it. */
export type Row = {
  readonly item: TimelineItem;
  /** A day line stands above it. */
  readonly startsDay: boolean;
  /** It shows its author. */
  readonly startsGroup: boolean;
  /** The unread line stands above it. */
  readonly startsUnread: boolean;
};

const groupMs = 5 * 60_000;

type Options = {
  readonly hasOlder: boolean;
  /** The read mark the unread line stands behind; undefined for no line. */
  readonly unreadAfter: number | undefined;
};

/**
 * The rows of a stretch of the log. While there is older history its oldest message is not shown, only looked at: so
 * every row knows the message before it, and nothing on the screen changes its height when older history arrives.
 */
export const buildRows = (items: readonly TimelineItem[], { hasOlder, unreadAfter }: Options): Row[] => {
  const rows: Row[] = [];
  let before = hasOlder ? items[0] : undefined;
  // Of a window that begins below the first unread message the line is above it.
  let lineDrawn = unreadAfter === undefined || (before?.message.seq ?? 0) > unreadAfter;
  // The day of `before`, so that a whole page of one day costs one Date.
  let dayFrom = 0;
  let dayTo = 0;
  const enterDay = (at: number): boolean => {
    if (at >= dayFrom && at < dayTo) return false;
    const day = new Date(at);
    dayFrom = day.setHours(0, 0, 0, 0);
    dayTo = day.setDate(day.getDate() + 1);
    return true;
  };
  if (before) enterDay(before.message.at);

  for (let index = before ? 1 : 0; index < items.length; index += 1) {
    const item = items[index];
    if (!item) continue;
    const startsDay = enterDay(item.message.at);
    const startsUnread = !lineDrawn && item.message.seq !== undefined && item.message.seq > (unreadAfter ?? 0);
    if (startsUnread) lineDrawn = true;
    const startsGroup =
      !before ||
      startsDay ||
      startsUnread ||
      before.message.user.id !== item.message.user.id ||
      item.message.replyTo !== undefined ||
      Math.abs(item.message.at - before.message.at) > groupMs;
    rows.push({ item, startsDay, startsGroup, startsUnread });
    before = item;
  }
  return rows;
};
