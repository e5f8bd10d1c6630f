import type { Client } from '@rookery/client';
import { Keeping } from '@rookery/client/keeping';
import { isConversationId, limits, utf8Bytes, type ConversationId } from '@rookery/protocol';
import { ownName } from '../lib/base-path.ts';
import { beginnings, draftOf, setDraft } from '../store/drafts.ts';

/** From the last letter to the server: a sentence is told now and then, not each letter. */
const tellAfterMs = 1_000;
const key = ownName('rookery.drafts.told');

type Told = Record<string, { readonly text: string; readonly rev: number }>;

/** What the server had of each draft when this browser last heard or told of it: what differs from that was written here. */
const readTold = (owner: string): Told => {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as {
      of?: unknown;
      told?: Record<string, string | Told[string]>;
    } | null;
    const told = Object.entries(kept?.of === owner ? (kept.told ?? {}) : {});
    // Until 0.9.0 only the text was kept.
    return Object.fromEntries(told.map(([to, one]) => [to, typeof one === 'string' ? { text: one, rev: 0 } : one]));
  } catch {
    return {};
  }
};

/**
 * Keeps what is not sent yet the same on all devices of `owner`: what is written here goes to the server, and what another device wrote comes into the
 * composer unless something else was written here since. What the server has lost (it was restored from a backup, say) stays here, and is told again. Returns what ends it.
 */
export const syncDrafts = (client: Client, owner: string): (() => void) => {
  const keeping = new Keeping(client);
  const told = readTold(owner);
  const timers = new Map<ConversationId, ReturnType<typeof setTimeout>>();
  let isListed = false;
  let isOver = false;

  const note = (conversation: string, text: string, rev = 0): void => {
    if (text === '') delete told[conversation];
    else told[conversation] = { text, rev };
    try {
      localStorage.setItem(key, JSON.stringify({ of: owner, told }));
    } catch {
      // Without it, what was written here is told once more.
    }
  };
  const isWrittenHere = (conversation: string): boolean =>
    draftOf(conversation).text !== (told[conversation]?.text ?? '');

  const tell = (conversation: ConversationId): void => {
    timers.delete(conversation);
    const { text, replyTo } = draftOf(conversation);
    if (!isListed || !isWrittenHere(conversation) || utf8Bytes(text) > limits.contentBytes) return;
    keeping.setDraft(conversation, text, text === '' ? undefined : replyTo).then(
      (rev) => note(conversation, text, rev),
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
  const take = (conversation: ConversationId, text: string, replyTo?: number, rev?: number): void => {
    if (draftOf(conversation).text !== text) {
      if (isWrittenHere(conversation)) return;
      // Older than what it had already: what is here counts as written here.
      if (rev !== undefined && rev < (told[conversation]?.rev ?? 0)) return note(conversation, '');
    }
    note(conversation, text, rev);
    setDraft(conversation, { text, replyTo });
  };
  const list = async (): Promise<void> => {
    const { drafts, gone = [] } = await keeping.allDrafts();
    if (isOver) return;
    for (const { conversation, content, replyTo, rev } of drafts) take(conversation, content, replyTo, rev);
    for (const { conversation, rev } of gone) take(conversation, '', undefined, rev);
    const known = new Set<string>([...drafts, ...gone].map(({ conversation }) => conversation));
    // Nobody has taken these away.
    for (const conversation of Object.keys(told)) if (!known.has(conversation)) note(conversation, '');
    isListed = true;
    tellSoon();
  };

  const follow = (): void => {
    if (client.connection.get().state === 'online') list().catch(() => undefined);
  };
  const stops = [
    client.connection.subscribe(follow),
    client.on('draft', ({ conversation, content, replyTo, rev }) => take(conversation, content, replyTo, rev)),
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
