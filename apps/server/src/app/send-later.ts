import { asClientId, ChatError, limits } from '@rookery/protocol';
import type { ClientId, UserId } from '@rookery/protocol';
import { newMessageId } from '../domain/new-id.ts';
import { rightsOf } from '../domain/rights.ts';
import type { KeptThing } from '../ports/kept.ts';
import { mostKept } from './keep-later.ts';
import { laterIn } from '../delivery/kept-things.ts';
import type { LaterThing } from '../delivery/kept-things.ts';
import type { Ports } from './ports.ts';
import { sendMessage } from './send-message.ts';

/** Messages that are looked through at once for one that was sent already. */
const pageMessages = 200;
/** A log that begins a new life may have lost so many of its last messages at the most; more are not looked for. */
const lostMessages = 1_000;

type Sending = Parameters<typeof sendMessage>[0] & Pick<Ports, 'kept'>;

/**
 * Sends a message whose time has come, once: before it is appended the item says where the log stood, and whoever finds it so looks there for what a node that has died may
 * have sent. Its own id is the message's `clientId`. Throws where the outcome is not known: then it is tried again. [KEEP-5]
 */
export async function sendLater(ports: Sending, user: UserId, thing: KeptThing): Promise<void> {
  const later = laterIn(thing);
  if (later.sent) {
    await ports.kept.drop(user, 'later', thing.key, { expected: thing.rev });
    return;
  }
  const id = asClientId(thing.key);
  if (later.tried && (await wasSent(ports, user, later, id))) {
    if (!(await hasCopy(ports, user, later, id))) throw new ChatError('unavailable');
    return noteSent(ports, user, thing);
  }
  const begun = await begin(ports, user, thing, later);
  if (!begun) return;
  try {
    await send(ports, user, laterIn(begun), id);
  } catch (error) {
    if (!(error instanceof ChatError) || error.code === 'unavailable' || error.code === 'internal') throw error;
    return failed(ports, user, begun, error);
  }
  await noteSent(ports, user, begun);
}

/** Writes down where the log stands. Null where the item has changed meanwhile. */
async function begin({ kept, log }: Sending, user: UserId, thing: KeptThing, later: LaterThing) {
  if (later.tried) return thing;
  const [state] = await log.states([later.conversation]);
  const tried = state ? { epoch: state.head.epoch, seq: state.head.seq } : { epoch: '', seq: 0 };
  return rewrite(kept, user, thing, { ...later, tried }, thing.dueAt);
}

async function rewrite(
  kept: Ports['kept'],
  user: UserId,
  { kind, key, rev }: KeptThing,
  later: LaterThing,
  dueAt: number | null,
) {
  const json = JSON.stringify(later);
  const outcome = await kept.put(user, { kind, key, json, dueAt }, { most: mostKept, expected: rev });
  return outcome.status === 'kept' ? { kind, key, json, dueAt, rev: outcome.rev } : null;
}

async function wasSent(
  { log }: Sending,
  user: UserId,
  { conversation, tried }: LaterThing,
  id: ClientId,
): Promise<boolean> {
  const [state] = await log.states([conversation]);
  if (!state || !tried) return false;
  let seq = state.head.epoch === tried.epoch ? tried.seq : Math.max(0, tried.seq - lostMessages);
  while (seq < state.head.seq) {
    const tail = await log.tail(conversation, { seq, rev: state.head.rev }, pageMessages);
    if (!tail || tail.messages.length === 0) return false;
    if (tail.messages.some(({ author, clientId }) => author === user && clientId === id)) return true;
    seq = tail.messages.at(-1)?.seq ?? state.head.seq;
  }
  return false;
}

async function send(ports: Sending, user: UserId, later: LaterThing, clientId: ClientId): Promise<void> {
  const { conversation, content, files, replyTo, silent } = later;
  const [author] = await ports.people.users([user]);
  if (!author || author.deactivated) throw new ChatError('forbidden', { message: 'Its author is gone.' });
  const way = { address: null, inOrder: <T>(work: () => Promise<T>) => work() };
  const request = { conversation, content, clientId, replyTo, silent, files: files && [...files] };
  const { degraded } = await sendMessage(ports, { user: author, way }, request, rightsOf('post'));
  // Nobody has promised yet that it stays: a repeat asks again.
  if (degraded) throw new ChatError('unavailable');
}

/** Whether what was sent has a second copy. While its `clientId` is surely known a repeat says so; later on, being there has to do. */
async function hasCopy(
  { log, clock }: Sending,
  author: UserId,
  { conversation, content, sendAt }: LaterThing,
  clientId: ClientId,
): Promise<boolean> {
  const at = clock.now();
  if (at - sendAt > limits.dedupeMs / 2) return true;
  const repeat = { id: newMessageId(), conversation, author, needs: rightsOf('post'), content, at, clientId };
  const outcome = await log.append({ ...repeat, mentions: [] });
  return outcome.status !== 'duplicate' || !outcome.degraded;
}

/** A repeat of what added it finds it for as long as a `clientId` is known. */
async function noteSent({ kept, clock }: Sending, user: UserId, thing: KeptThing): Promise<void> {
  const sent: LaterThing = { ...laterIn(thing), content: '', files: undefined, shown: undefined, sent: true };
  await rewrite(kept, user, thing, sent, clock.now() + limits.dedupeMs);
}

/** In slow mode it waits; whatever else keeps it from being sent stays with it, and its author is told. */
async function failed({ kept, clock }: Sending, user: UserId, thing: KeptThing, error: ChatError): Promise<void> {
  const later = laterIn(thing);
  if (error.code === 'rate_limited') {
    await rewrite(kept, user, thing, { ...later, tried: undefined }, clock.now() + (error.retryAfterMs ?? 1_000));
    return;
  }
  await rewrite(kept, user, thing, { ...later, error: { code: error.code, message: error.message } }, null);
}
