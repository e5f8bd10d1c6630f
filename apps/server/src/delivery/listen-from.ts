import type { Head } from '@rookery/protocol';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import type { ConversationFeed, FeedSurroundings } from './conversation-feed.ts';
import { Frame } from './frame.ts';
import type { Listener } from './listener.ts';

/** From where on somebody hears a conversation. */
export type Place = Pick<Head, 'epoch' | 'seq' | 'rev'>;

/** Messages read on behalf of the listeners; where more are missing they are told to read them themselves. */
const readLimit = 200;

/**
 * Lets listeners hear a feed from `from` on, which may have been live for others for long: what was said since is delivered to them first. As
 * everywhere, what comes is kept before the log is read.
 */
export async function listenFrom(
  feed: ConversationFeed,
  listeners: readonly Listener[],
  from: Place,
  { ports, profiles }: Pick<FeedSurroundings, 'ports' | 'profiles'>,
): Promise<void> {
  await feed.started;
  const { state } = feed;
  const isBehind = state !== null && state.head.epoch === from.epoch && state.head.seq > from.seq;
  if (!isBehind) {
    for (const listener of listeners) feed.audience.attach(listener);
    return;
  }
  const late = listeners.filter((listener) => feed.audience.attachLater(listener));
  if (late.length === 0) return;
  try {
    const tail = await ports.log.tail(feed.conversation, { seq: from.seq, rev: from.rev }, readLimit);
    const who = await profiles.whoAre(tail ? peopleIn(tail.messages, tail.state.facts) : []);
    // Where somebody was removed meanwhile, the store says who may still read.
    const isWhole =
      tail !== null &&
      // From where on each reads, only the store says.
      !feed.isSinceJoin &&
      tail.state.head.epoch === from.epoch &&
      tail.state.removals === feed.state?.removals &&
      from.seq + tail.messages.length === tail.state.head.seq;
    if (!isWhole) return;
    const { head } = feed.state ?? tail.state;
    if (head.epoch !== from.epoch) return;
    // What the feed has not delivered yet comes to them as to everybody.
    const seq = Math.min(tail.state.head.seq, head.seq);
    const told = tail.messages.filter((message) => message.seq <= seq);
    for (const listener of late) {
      if (!feed.audience.isBehind(listener)) continue;
      for (const message of told)
        listener.push(Frame.event('message:receive', toWireMessage(message, tail.state.facts, who)));
      feed.audience.caughtUp(listener, { ...tail.state.head, seq });
    }
  } finally {
    // Whoever has not caught up by now is told to `sync`; one that cannot gets what comes from now on.
    for (const listener of late) feed.audience.giveUpCatchUp(listener);
  }
}
