import type { TimelineItem as ClientItem } from '@rookery/client';
import type { Message } from '@rookery/protocol';
import type { Delivery, Failure, Person, TimelineItem } from './model.ts';

const sent: Delivery = { state: 'sent' };
const sending: Delivery = { state: 'sending' };
const none = [] as const;

export const messageItem = (key: string, message: Message): TimelineItem => ({
  key,
  seq: message.seq,
  author: { id: message.user.id, username: message.from, displayName: message.user.displayName },
  content: message.deleted ? undefined : message.content,
  at: message.at,
  replyTo: message.replyTo,
  mentions: message.mentions ?? none,
  edited: message.edited,
  reactions: (message.reactions ?? none).map(({ emoji, count, users }) => ({
    emoji,
    count,
    users,
    mine: message.mine?.includes(emoji) === true,
  })),
  delivery: sent,
});

/** One of the client's rows as the screens show it. */
export const timelineItem = (item: ClientItem, me: Person): TimelineItem => {
  if (item.kind === 'message') return messageItem(item.key, item.message);
  const { entry, status } = item.pending;
  const delivery: Delivery =
    status.state === 'sent'
      ? sent
      : status.state === 'sending'
        ? sending
        : {
            state: 'failed',
            failure:
              status.state === 'expired'
                ? { code: 'expired' }
                : { code: status.code as Failure['code'], retryAfterMs: status.retryAfterMs },
          };
  return {
    key: item.key,
    seq: undefined,
    author: me,
    content: entry.content,
    at: entry.createdAt,
    replyTo: entry.replyTo,
    mentions: none,
    edited: undefined,
    reactions: none,
    delivery,
  };
};
