import { ChatError, limits, utf8Bytes } from '@rookery/protocol';
import type { ConversationId, FileId, RequestOf, UserId } from '@rookery/protocol';
import { placeFacts } from '../domain/conversation.ts';
import type { ConversationFacts } from '../domain/conversation.ts';
import type { LogMessage } from '../domain/log.ts';
import { filesIn, forwardedIn, pollIn } from '../domain/part.ts';
import type { ForwardedPart } from '../domain/part.ts';
import { readThreadId } from '../domain/thread-id.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

type Forwarding = Pick<RequestOf<'message:room'>, 'content' | 'files' | 'clientId' | 'forward'>;
type Reading = Pick<Ports, 'log'>;

/** What a message brings from elsewhere. */
export type Forwarded = {
  readonly parts: readonly ForwardedPart[];
  /** To be sent with it, as copies. */
  readonly files: readonly FileId[] | undefined;
  /** Why it may not be forwarded (any more). Somebody who repeats what was kept before still learns that. */
  readonly refusal: ChatError | null;
};

const nothing: Forwarded = { parts: [], files: undefined, refusal: null };

/**
 * Reads what is to be forwarded with the forwarder's own rights, as it says now: later edits and deletions of it change nothing here. [FWD-1] [FWD-2]
 */
export async function readForwarded(
  { log }: Reading,
  reader: UserId,
  target: ConversationId,
  { content, files, clientId, forward }: Forwarding,
): Promise<Forwarded> {
  if (forward === undefined) return nothing;
  if (files !== undefined)
    throw new ChatError('bad_request', { field: 'files', message: 'A forwarded message brings its own files.' });
  try {
    const page = await log.page({ conversation: forward.conversation, reader, around: forward.seq, limit: 1 });
    if (page.status === 'refused') throw page.code === 'not_found' ? notFound('forward') : refuse(page);
    const message = page.messages.find(({ seq }) => seq === forward.seq);
    if (message?.content === undefined) throw notFound('forward');
    const part = await partOf({ log }, message, page.state.facts, target);
    if (utf8Bytes(content) + utf8Bytes(part.content) > limits.contentBytes)
      throw new ChatError('too_large', {
        field: 'content',
        message: `What is forwarded and what is said to it must be at most ${limits.contentBytes} UTF-8 bytes together.`,
      });
    const own = filesIn(message.parts).map(({ id }) => id);
    return { parts: [part], files: own.length > 0 ? own : undefined, refusal: null };
  } catch (error) {
    const isFinal = error instanceof ChatError && error.code !== 'unavailable' && error.code !== 'internal';
    if (!isFinal || clientId === undefined) throw error;
    return { ...nothing, refusal: error };
  }
}

/** Of what was forwarded before, and nothing said to it, the first origin stays. */
async function partOf(
  { log }: Reading,
  message: LogMessage,
  facts: ConversationFacts,
  target: ConversationId,
): Promise<ForwardedPart> {
  const { author, at, content = '', conversation, seq, parts } = message;
  const brought = forwardedIn(parts);
  if (!brought || content !== '') {
    const words = [content, brought ? quoted(brought.content) : '', pollWords(message)].filter((one) => one !== '');
    const part = { kind: 'forwarded', user: author, at, content: words.join('\n\n') } as const;
    return mayTell(facts, target) ? { ...part, conversation, seq } : part;
  }
  const { conversation: origin, seq: originSeq, ...part } = brought;
  if (origin === undefined || originSeq === undefined) return part;
  const [state] = await log.states([origin]);
  return state && mayTell(state.facts, target) ? brought : part;
}

/** Of a poll it is told what was asked, and not what was chosen. */
function pollWords({ parts }: LogMessage): string {
  const poll = pollIn(parts);
  return poll ? [poll.question, ...poll.options.map((option) => `- ${option}`)].join('\n') : '';
}

const quoted = (words: string): string =>
  words
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');

/** Nobody is to learn from it of a private conversation: only a public room is named, or the one in which it is said again. [FWD-3] */
function mayTell(facts: ConversationFacts, target: ConversationId): boolean {
  const origin = placeFacts(facts);
  return (
    (origin.kind === 'room' && origin.visibility === 'public') || origin.id === (readThreadId(target)?.parent ?? target)
  );
}
