import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, ThreadId } from '@rookery/protocol';
import { peopleIn, toWireMessage } from '../domain/log.ts';
import { threadIdOf } from '../domain/thread-id.ts';
import type { ConnectedActor } from './actor.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';
import { notFound, refuse } from './refuse.ts';

type Opening = Pick<Ports, 'log' | 'users' | 'profiles' | 'hub'>;

/** Listens before it reads: what is said meanwhile is in the page, or comes live, or both. [THR-9] */
export async function openThread(
  ports: Opening,
  actor: ConnectedActor,
  { conversation, seq }: RequestOf<'thread:open'>,
): Promise<Answered<AnswerOf<'thread:open'>>> {
  const { user, connection } = actor;
  const rooted = await ports.log.page({ conversation, reader: user.id, after: seq - 1, limit: 1 });
  if (rooted.status === 'refused') throw refuse(rooted);
  const root = rooted.messages.find((message) => message.seq === seq);
  const thread = root && threadIdOf(conversation, seq, root.id);
  if (!root || !thread) throw notFound('seq');
  // Her steps are heard by then, so that what ends her part in it is too.
  await connection.ready;
  if (!(await ports.hub.openThread(connection, thread)))
    throw new ChatError('conflict', { message: 'This connection has too many threads open: close one first.' });
  try {
    const page = await ports.log.page({ conversation: thread, reader: user.id, limit: limits.joinMessages });
    if (page.status === 'refused') throw refuse(page);
    const line = await ports.users.line(user.id, thread);
    const { facts, head } = page.state;
    const who = await ports.profiles.whoAre(peopleIn([root, ...page.messages], facts));
    return {
      answer: {
        thread,
        root: toWireMessage(root, rooted.state.facts, who),
        head,
        // Who does not follow it has nothing unread there.
        read: line ? line.read : head.seq,
        following: line !== null,
        messages: page.messages.map((message) => toWireMessage(message, facts, who)),
      },
    };
  } catch (error) {
    ports.hub.closeThread(connection, thread);
    throw error;
  }
}

/** Closing one that is not open is no error. */
export function closeThread(
  { hub }: Pick<Ports, 'hub'>,
  { connection }: ConnectedActor,
  { thread }: { readonly thread: ThreadId },
): Promise<Answered<AnswerOf<'thread:close'>>> {
  hub.closeThread(connection, thread);
  return Promise.resolve({ answer: {} });
}
