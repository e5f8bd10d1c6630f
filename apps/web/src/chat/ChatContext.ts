import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { ConversationId, Entry } from '@rookery/protocol';
import type { Observable } from '../lib/observable.ts';
import type { Chat, Person, TimelineHandle, TimelineView } from './model.ts';

export const ChatContext = createContext<Chat | undefined>(undefined);

export const useChat = (): Chat => {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('no ChatContext above this component');
  return chat;
};

const useObservable = <Value>(observable: Observable<Value>): Value =>
  useSyncExternalStore(observable.subscribe, observable.getSnapshot);

export const useConnection = () => useObservable(useChat().connection);
export const useSession = () => useObservable(useChat().session);
export const useInbox = () => useObservable(useChat().inbox);
export const usePending = () => useObservable(useChat().pending);
export const usePeople = () => useObservable(useChat().people);
export const usePresence = () => useObservable(useChat().presence);
export const useTypists = (conversation: ConversationId) => useObservable(useChat().typists(conversation));

/** Who is signed in. Only below the point where somebody is. */
export const useMe = (): Person => {
  const session = useSession();
  if (session.state !== 'joined') throw new Error('nobody is signed in here');
  return session.me;
};

export const useTimeline = (conversation: ConversationId): readonly [TimelineView, TimelineHandle] => {
  const chat = useChat();
  const handle = useMemo(() => chat.timeline(conversation), [chat, conversation]);
  return [useObservable(handle), handle];
};

/** A person's or an inbox line's own slice, so that others' changes do not re-render. */
export const useEntry = (conversation: string | undefined): Entry | undefined => {
  const { inbox } = useChat();
  return useSyncExternalStore(inbox.subscribe, () =>
    inbox.getSnapshot().entries.find((entry) => entry.conversation === conversation),
  );
};

export const useIsOnline = (userId: string): boolean | undefined => {
  const { presence } = useChat();
  // Without a connection nobody's presence is known.
  const isConnected = useConnection().state === 'online';
  const online = useSyncExternalStore(presence.subscribe, () => presence.getSnapshot().get(userId));
  return isConnected ? online : undefined;
};
