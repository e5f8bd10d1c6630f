import type { Message, ThreadId } from '@rookery/protocol';
import { toWireFile } from './stored-file.ts';
import type { StoredFile } from './stored-file.ts';

/**
 * What a message is made of besides its text, as it was sent: it stands in the entry and never changes. (What is added or changed later
 * is the overlay's.) A new kind is one more member here, one in the packing of Redis, and its field on the wire.
 */
export type Part =
  | { readonly kind: 'files'; readonly files: readonly StoredFile[] }
  | {
      readonly kind: 'poll';
      readonly question: string;
      readonly options: readonly string[];
      readonly multiple: boolean;
      readonly anonymous: boolean;
      readonly closesAt?: number | undefined;
    }
  /** A reference to a reply in a thread, shown with what that says now. */
  | { readonly kind: 'from-thread'; readonly thread: ThreadId; readonly seq: number };

/** The files of a message. */
export const filesIn = (parts: readonly Part[] | undefined): readonly StoredFile[] =>
  parts?.flatMap((part) => (part.kind === 'files' ? part.files : [])) ?? [];

/** Parts as fields of a message on the wire. */
export function toWireParts(parts: readonly Part[]): Pick<Message, 'files' | 'poll' | 'fromThread'> {
  const wire: Pick<Message, 'files' | 'poll' | 'fromThread'> = {};
  for (const part of parts)
    switch (part.kind) {
      case 'files':
        wire.files = part.files.map(toWireFile);
        break;
      case 'poll': {
        const { question, options, multiple, anonymous, closesAt } = part;
        wire.poll = { question, options: options.map((text) => ({ text, count: 0 })), multiple, anonymous };
        if (closesAt !== undefined) wire.poll.closesAt = closesAt;
        break;
      }
      case 'from-thread':
        wire.fromThread = { thread: part.thread, seq: part.seq };
        break;
    }
  return wire;
}
