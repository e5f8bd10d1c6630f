import type { ConversationId, Entry, Room } from '@rookery/protocol';
import { useEffect, type ComponentType } from 'react';
import { useInbox } from '../sdk/use-inbox.ts';
import type { Closable } from './closable.ts';
import { overlay, type Overlay } from './overlay.tsx';

type Props = { readonly room: Room; readonly entry: Entry } & Closable;

/** A dialog about one of the reader's rooms: it shows the room as it is now, and closes when she is no longer in it. */
export const roomOverlay = (
  load: () => Promise<ComponentType<Props>>,
): Overlay<{ readonly conversation: ConversationId }> =>
  overlay(async () => {
    const Content = await load();
    return ({ conversation, onClose }: { readonly conversation: ConversationId } & Closable) => {
      const { entries } = useInbox();
      const line = entries.find((entry) => entry.conversation === conversation);
      const room = line?.room;
      const isGone = room === undefined;
      useEffect(() => {
        if (isGone) onClose();
        // `onClose` is new at every render; it matters only when the room goes.
        // eslint-disable-next-line react-hooks/exhaustive-deps
      }, [isGone]);
      return room && <Content room={room} entry={line} onClose={onClose} />;
    };
  });
