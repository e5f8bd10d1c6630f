import type { Timeline, TimelineView } from '@rookery/client';
import type { ConversationId } from '@rookery/protocol';
import { useMemo } from 'react';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

/** The window on a conversation's log, loaded when first used, and the means to move it. */
export const useTimeline = (conversation: ConversationId): readonly [TimelineView, Timeline] => {
  const client = useClient();
  const timeline = useMemo(() => client.timeline(conversation), [client, conversation]);
  return [useObservable(timeline), timeline];
};
