import type { ConversationId, Entry, Room } from '@rookery/protocol';
import { useEffect, useEffectEvent, type ComponentType } from 'react';
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
      const close = useEffectEvent(onClose);
      useEffect(() => {
        if (isGone) close();
      }, [isGone]);
      return room && <Content room={room} entry={line} onClose={onClose} />;
    };
  });
