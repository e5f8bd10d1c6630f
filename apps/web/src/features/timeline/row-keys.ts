import type { KeyboardEvent } from 'react';
import type { TimelineItem } from '@rookery/client';
import { shortcutKey } from '../../lib/shortcut-key.ts';
import { keysAhead, pickReaction } from './keys-ahead.ts';
import type { TimelineScene } from './TimelineContext.ts';

/** What a key does to the message that has the focus, or in which something has it. True when it did something. */
export const handleRowKey = (
  event: KeyboardEvent,
  row: HTMLElement,
  item: TimelineItem,
  { actions, me, mayDeleteAny, mayPost }: TimelineScene,
): boolean => {
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    item.message.seq === undefined ||
    item.message.content === undefined
  )
    return false;
  const mine = item.message.user.id === me.id;
  switch (shortcutKey(event)) {
    case 'r':
      if (!mayPost) return false;
      actions.reply(item);
      break;
    case 't':
      if (!actions.thread) return false;
      actions.thread(item.message.seq);
      break;
    case 'e':
      if (!mine) return false;
      actions.edit(item);
      keysAhead(row, 'textarea', (_, ahead) => ahead.give());
      break;
    case '+':
    case '=':
      pickReaction(row);
      break;
    case 'l':
      actions.copyLink(item);
      break;
    case 'c':
      actions.copyText(item);
      break;
    case 'u':
      actions.markUnread(item);
      break;
    case 'Delete':
    case 'Backspace':
      if (!mine && !mayDeleteAny) return false;
      actions.remove(item);
      break;
    default:
      return false;
  }
  event.preventDefault();
  event.stopPropagation();
  return true;
};
