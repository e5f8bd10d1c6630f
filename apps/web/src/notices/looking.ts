import { ownName } from '../lib/base-path.ts';

/** What the reader looks at in any tab of this browser. */
export type Looking = {
  /** Asks the other tabs; what they say is known a moment later. */
  readonly ask: (conversation: string) => void;
  readonly isLookedAt: (conversation: string) => boolean;
  readonly close: () => void;
};

/** `here`: the conversations that are on this tab's screen, none while nobody looks. */
export const openLooking = (here: () => readonly string[]): Looking => {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(ownName('rookery.looking')) : undefined;
  const elsewhere = new Set<string>();
  channel?.addEventListener('message', ({ data }: MessageEvent) => {
    const { ask, seen } = (data ?? {}) as { ask?: unknown; seen?: unknown };
    if (typeof ask === 'string' && here().includes(ask)) channel.postMessage({ seen: ask });
    if (typeof seen === 'string') elsewhere.add(seen);
  });
  return {
    ask: (conversation) => {
      elsewhere.delete(conversation);
      channel?.postMessage({ ask: conversation });
    },
    isLookedAt: (conversation) => here().includes(conversation) || elsewhere.has(conversation),
    close: () => channel?.close(),
  };
};
