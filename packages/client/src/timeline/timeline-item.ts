import type { Message } from '@rookery/protocol';
import type { OutboxItem } from '../outbox/outbox-item.ts';

/** A message as it will read in the log, which has not given it a number yet. */
export type UnsentMessage = Omit<Message, 'id' | 'seq'> & { readonly id?: undefined; readonly seq?: undefined };

/**
 * One row: in the log (`message`), or on its way there (`pending`). `key` stays the same from the one to the other. The same object
 * as long as nothing about the row changed.
 */
export type TimelineItem =
  | { readonly kind: 'message'; readonly key: string; readonly message: Message }
  | { readonly kind: 'pending'; readonly key: string; readonly message: UnsentMessage; readonly pending: OutboxItem };
