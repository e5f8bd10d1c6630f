import type { Client } from '@rookery/client';
import { Keeping } from '@rookery/client/keeping';
import { isConversationId, limits, utf8Bytes, type ConversationId } from '@rookery/protocol';
import { ownName } from '../lib/base-path.ts';
import { beginnings, draftOf, setDraft } from '../store/drafts.ts';

/** From the last letter to the server: a sentence is told now and then, not each letter. */
const tellAfterMs = 1_000;
const key = ownName('rookery.drafts.told');

type Told = Record<string, string>;

/** What the server had of each draft when this browser last heard or told of it: what differs from that was written here. */
const readTold = (owner: string): Told => {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { of?: unknown; told?: Told } | null;
    return kept?.of === owner ? (kept.told ?? {}) : {};
  } catch {
    return {};
  }
};

/**
 * Keeps what is not sent yet the same on all devices of `owner`: what is written here goes to the server, and what another device wrote comes into the
 * composer unless something else was written here since. Returns what ends it.
 */
export const syncDrafts = (client: Client, owner: string): (() => void) => {
  const keeping = new Keeping(client);
  const told = readTold(owner);
  const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>();
  let isListed = false;
  let isOver = false;

  const note = (conversation: string, text: string): void => {
    if (text === '') delete told[conversation];
    else told[conversation] = text;
    try {
      localStorage.setItem(key, JSON.stringify({ of: owner, told }));
    } catch {
      // Without it, what was written here is told once more.
    }
  };
  const isWrittenHere = (conversation: string): boolean => draftOf(conversation).text !== (told[conversation] ?? '');

  const tell = (conversation: ConversationId): void => {
    timers.delete(conversation);
    const { text, replyTo } = draftOf(conversation);
    if (!isListed || !isWrittenHere(conversation) || utf8Bytes(text) > limits.contentBytes) return;
    keeping.setDraft(conversation, text, text === '' ? undefined : replyTo).then(
      () => note(conversation, text),
      // Refused, or out of reach: the next letter or connection tries again.
      () => undefined,
    );
  };
  const tellSoon = (): void => {
    for (const conversation of new Set([...Object.keys(beginnings.now()), ...Object.keys(told)]))
      if (isConversationId(conversation) && isWrittenHere(conversation) && !timers.has(conversation))
        timers.set(
          conversation,
          setTimeout(() => tell(conversation), tellAfterMs),
        );
  };
  const take = (conversation: ConversationId, text: string, replyTo: number | undefined): void => {
    if (isWrittenHere(conversation) && draftOf(conversation).text !== text) return;
    note(conversation, text);
    setDraft(conversation, { text, replyTo });
  };
  const list = async (): Promise<void> => {
    const all = await keeping.drafts();
    if (isOver) return;
    const there = new Set<string>(all.map(({ conversation }) => conversation));
    for (const { conversation, content, replyTo } of all) take(conversation, content, replyTo);
    for (const conversation of Object.keys(told))
      if (!there.has(conversation) && isConversationId(conversation)) take(conversation, '', undefined);
    isListed = true;
    tellSoon();
  };

  const follow = (): void => {
    if (client.connection.get().state === 'online') list().catch(() => undefined);
  };
  const stops = [
    client.connection.subscribe(follow),
    client.on('draft', ({ conversation, content, replyTo }) => take(conversation, content, replyTo)),
    beginnings.watch(tellSoon),
  ];
  follow();
  return () => {
    isOver = true;
    for (const stop of stops) stop();
    for (const timer of timers.values()) clearTimeout(timer);
    // Nobody is signed in any more: nothing of hers stays.
    localStorage.removeItem(key);
  };
};
