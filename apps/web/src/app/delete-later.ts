import { asClientError, type Client } from '@rookery/client';
import { asConversationId, type ConversationId } from '@rookery/protocol';
import { dismissToast, showToast } from '../design/toasts.ts';
import { basePath, ownName } from '../lib/base-path.ts';
import { text } from '../locales/text.ts';
import { tellFailure } from '../sdk/tell-failure.ts';
import { leavingKey, leavingMessages } from '../store/leaving-messages.ts';

/** For so long it can be taken back. */
const heldMs = 5_000;
/** What a page left that is gone, by a crash say, another one sends after this. */
const leftMs = 3 * heldMs;
const mostLeft = 200;
const name = ownName('rookery.deletes');

type Held = { readonly author: string; readonly conversation: string; readonly seq: number; readonly at: number };

const isHeld = (one: unknown): one is Held => {
  const { author, conversation, seq, at } = (one ?? {}) as Record<string, unknown>;
  return (
    typeof author === 'string' && typeof conversation === 'string' && typeof seq === 'number' && typeof at === 'number'
  );
};

/** What this browser has not sent yet, whichever tab it was deleted in. */
const kept = (): readonly Held[] => {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isHeld).slice(-mostLeft) : [];
  } catch {
    return [];
  }
};
const keep = (all: readonly Held[]): void => {
  try {
    localStorage.setItem(name, JSON.stringify(all));
  } catch {
    // Storage refused: the page itself still sends it as it goes.
  }
};
const keyOf = ({ conversation, seq }: Held): string => leavingKey(conversation, seq);
const forget = (held: Held): void => keep(kept().filter((one) => keyOf(one) !== keyOf(held)));

/** Those of this page that wait, by what ends their wait. */
const waiting = new Map<string, { readonly held: Held; readonly timer: ReturnType<typeof setTimeout> }>();

const show = (key: string, isLeaving: boolean): void => {
  const others = [...leavingMessages.get()].filter((one) => one !== key);
  // The log says so of all but the latest.
  leavingMessages.set(new Set(isLeaving ? [...others, key].slice(-mostLeft) : others));
};

const send = async (client: Client, held: Held): Promise<void> => {
  waiting.delete(keyOf(held));
  try {
    await client.delete(asConversationId(held.conversation), held.seq);
    forget(held);
  } catch (thrown) {
    const { isPassing } = asClientError(thrown);
    // Without a connection it stays deleted here, and goes out with the next one.
    if (isPassing) return;
    forget(held);
    show(keyOf(held), false);
    tellFailure(thrown);
  }
};

/** Shows it as deleted at once and deletes it in a while, unless she takes it back. */
export const deleteLater = (client: Client, conversation: ConversationId, seq: number): void => {
  const session = client.session.get();
  if (session.state === 'none') return;
  const held: Held = { author: session.user.id, conversation, seq, at: Date.now() };
  const key = keyOf(held);
  if (waiting.has(key)) return;
  keep([...kept(), held]);
  show(key, true);
  const timer = setTimeout(() => void send(client, held), heldMs);
  waiting.set(key, { held, timer });
  const toast = showToast(text('message.deletedToast'), {
    label: text('message.undoDelete'),
    run: () => {
      dismissToast(toast);
      clearTimeout(timer);
      // Too late: it has gone out.
      if (!waiting.delete(key)) return;
      forget(held);
      show(key, false);
    },
  });
  setTimeout(() => dismissToast(toast), heldMs);
};

/** A page that goes sends what it holds: over its connection, which has it at once, and by a request that outlives the page. */
const sendAll = (client: Client): void => {
  for (const { held, timer } of waiting.values()) {
    clearTimeout(timer);
    const { conversation, seq } = held;
    client.delete(asConversationId(conversation), seq).then(
      () => forget(held),
      () => undefined,
    );
    void fetch(`${basePath}/api/v1/call/message:delete`, {
      method: 'POST',
      keepalive: true,
      body: JSON.stringify({ conversation, seq }),
    }).then(
      ({ ok }) => ok && forget(held),
      () => undefined,
    );
  }
  waiting.clear();
};

/** From now on. What an earlier page or a lost connection has left goes out with each new connection. */
export const followDeletes = (client: Client): void => {
  addEventListener('pagehide', () => sendAll(client));
  const sendLeft = (): void => {
    const session = client.session.get();
    if (client.connection.get().state !== 'online' || session.state === 'none') return;
    for (const held of kept())
      if (held.author === session.user.id && !waiting.has(keyOf(held)) && Date.now() - held.at > heldMs) {
        show(keyOf(held), true);
        void send(client, held);
      }
  };
  client.connection.subscribe(sendLeft);
  sendLeft();
  // Whoever closed a tab and opened another at once.
  setTimeout(sendLeft, leftMs);
};
