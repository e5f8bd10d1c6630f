import type { ConversationId, Message, User } from '@rookery/protocol';
import type { OutboxItem } from '../outbox/outbox-item.ts';
import type { TimelineItem, UnsentMessage } from './timeline-item.ts';

type RowPorts = { readonly conversation: ConversationId; reader(): User | null };

/** A timeline's rows: for one message or unsent entry the same object each time, so that a screen draws anew what changed and nothing else. */
export class Rows {
  readonly #ports: RowPorts;
  readonly #rows = new WeakMap<Message | OutboxItem, TimelineItem>();

  constructor(ports: RowPorts) {
    this.#ports = ports;
  }

  ofMessage(message: Message): TimelineItem {
    const known = this.#rows.get(message);
    if (known) return known;
    const isMine = message.clientId !== undefined && message.user.id === this.#ports.reader()?.id;
    return this.#keep(message, {
      kind: 'message',
      key: isMine ? (message.clientId ?? message.id) : message.id,
      message,
    });
  }

  /** As the message will read, by the name that the reader has now. */
  ofPending(pending: OutboxItem): TimelineItem {
    const known = this.#rows.get(pending);
    const reader = this.#ports.reader();
    if (known && known.message.user.rev === (reader?.rev ?? 0)) return known;
    const { author, clientId, content, createdAt, replyTo, files, silent } = pending.entry;
    const message: UnsentMessage = {
      conversation: this.#ports.conversation,
      clientId,
      from: reader?.username ?? '',
      user: { id: author, displayName: reader?.displayName ?? '', rev: reader?.rev ?? 0 },
      content,
      at: createdAt,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(files === undefined ? {} : { files: [...files] }),
      ...(silent ? { silent } : {}),
    };
    return this.#keep(pending, { kind: 'pending', key: clientId, message, pending });
  }

  #keep(of: Message | OutboxItem, row: TimelineItem): TimelineItem {
    this.#rows.set(of, row);
    return row;
  }
}
