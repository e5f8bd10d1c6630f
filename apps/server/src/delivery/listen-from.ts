import type { Position } from '@rookery/protocol';
import { toWireMessage } from '../domain/log.ts';
import type { ConversationLog } from '../ports/conversation-log.ts';
import type { Connection } from './connection.ts';
import type { ConversationFeed } from './conversation-feed.ts';
import { Frame } from './frame.ts';

/** More than this she reads herself. */
const toldLimit = 200;

/**
 * Lets connections listen to a feed that has been live for others, from `from` on: what the others were told since is told to them first. As
 * everywhere, what comes is kept before the log is read.
 */
export async function listenFrom(
  feed: ConversationFeed,
  connections: readonly Connection[],
  from: Position,
  log: ConversationLog,
): Promise<void> {
  await feed.started;
  const { state } = feed;
  const isBehind = state !== null && state.head.epoch === from.epoch && state.head.seq > from.seq;
  if (!isBehind) {
    for (const connection of connections) feed.audience.attach(connection);
    return;
  }
  const late = connections.filter((connection) => feed.audience.attachLater(connection));
  if (late.length === 0) return;
  try {
    const tail = await log.tail(feed.conversation, { seq: from.seq, rev: from.rev }, toldLimit);
    // Where somebody was removed meanwhile, the store says who may still read.
    const isWhole =
      tail !== null &&
      tail.state.head.epoch === from.epoch &&
      tail.state.removals === feed.state?.removals &&
      from.seq + tail.messages.length === tail.state.head.seq;
    if (!isWhole) return;
    for (const connection of late) {
      if (!feed.audience.isBehind(connection)) continue;
      for (const message of tail.messages)
        connection.queue.push(Frame.event('message:receive', toWireMessage(message, tail.state.facts)));
      feed.audience.caughtUp(connection, tail.state.head);
    }
  } finally {
    // Whoever is not caught up by now is told to ask; a classic client hears what comes from now on.
    for (const connection of late) feed.audience.giveUpCatchUp(connection);
  }
}
