import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ConversationId } from '@rookery/protocol';
import type { Person, Timeline, TimelineItem } from '@rookery/client';
import type { Cell } from '../../lib/cell.ts';

export type MessageActions = {
  readonly reply: (item: TimelineItem) => void;
  readonly edit: (item: TimelineItem) => void;
  /** Gives the edit up. */
  readonly stopEditing: (item: TimelineItem) => void;
  readonly saveEdit: (item: TimelineItem, content: string) => void;
  readonly remove: (item: TimelineItem) => void;
  readonly react: (item: TimelineItem, emoji: string, on: boolean) => void;
  readonly copyText: (item: TimelineItem) => void;
  readonly copyLink: (item: TimelineItem) => void;
  readonly markUnread: (item: TimelineItem) => void;
  readonly retry: (item: TimelineItem) => void;
  readonly discard: (item: TimelineItem) => void;
  readonly jumpTo: (seq: number) => void;
  /** Opens the thread of a message; not there in a thread. */
  readonly thread?: ((seq: number) => void) | undefined;
};

/** What all rows of one conversation share. The same object as long as the conversation is open. */
export type TimelineScene = {
  readonly conversation: ConversationId;
  readonly me: Person;
  /** The reader may delete what others wrote. */
  readonly mayDeleteAny: boolean;
  /** The reader may write here, and so answer; and react. */
  readonly mayPost: boolean;
  readonly mayReact: boolean;
  readonly mayPin: boolean;
  readonly actions: MessageActions;
  readonly quoted: Timeline['quoted'];
  /** What is said of a message that is not there. */
  readonly missing: (seq: number) => 'message.notKept' | 'reply.missing';
  /** The row under the pointer or with the focus: it shows its toolbar. */
  readonly active: Cell<string | undefined>;
  /** A menu of the active row is open: it stays the active one. */
  readonly held: Cell<boolean>;
  /** The row that Tab reaches. */
  readonly focused: Cell<string | undefined>;
  readonly editing: Cell<string | undefined>;
  /** The seq a link led to, for two seconds. */
  readonly highlighted: Cell<number | undefined>;
};

export const TimelineContext = createContext<TimelineScene | undefined>(undefined);

export const useScene = (): TimelineScene => {
  const scene = useContext(TimelineContext);
  if (!scene) throw new Error('no TimelineContext above this component');
  return scene;
};

/** Re-renders only the rows that gain or lose it. */
export const useIs = <Value>(cell: Cell<Value>, value: Value): boolean =>
  useSyncExternalStore(cell.subscribe, () => Object.is(cell.get(), value));
