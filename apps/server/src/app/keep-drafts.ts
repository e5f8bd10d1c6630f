import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor, ConnectedActor } from './actor.ts';
import { isGone, toDraft } from '../delivery/kept-things.ts';
import type { DraftThing } from '../delivery/kept-things.ts';
import { mustRead } from './must-read.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

/** How often place is made for one, where others come into it. */
const tries = 4;

type Keeping = Pick<Ports, 'kept' | 'membership' | 'clock'>;

export const setDraft = (
  ports: Keeping,
  actor: Pick<Actor, 'user'>,
  request: RequestOf<'draft:set'>,
): Promise<AnswerOf<'draft:set'>> => keep(ports, actor, request, undefined);

/** The connection that writes it is not told of it. */
export const setDraftOverConnection = async (
  ports: Keeping,
  actor: ConnectedActor,
  request: RequestOf<'draft:set'>,
): Promise<Answered<AnswerOf<'draft:set'>>> => ({ answer: await keep(ports, actor, request, actor.connection.id) });

async function keep(
  ports: Keeping,
  actor: Pick<Actor, 'user'>,
  { conversation, content, replyTo }: RequestOf<'draft:set'>,
  by: string | undefined,
): Promise<AnswerOf<'draft:set'>> {
  const { id } = actor.user;
  await mustRead(ports, actor, conversation);
  // What is gone stays for a while, without words: a device that was away is told of it, and keeps what the server says nothing of. [KEEP-10]
  const draft: DraftThing = { content, replyTo, at: ports.clock.now() };
  const json = JSON.stringify(draft);
  for (let left = tries; left > 0; left -= 1) {
    const outcome = await ports.kept.put(
      id,
      { kind: 'draft', key: conversation, json, dueAt: null },
      { most: limits.drafts, told: { by } },
    );
    if (outcome.status === 'kept') return { rev: outcome.rev };
    const oldest = (await ports.kept.list(id, 'draft')).findLast((thing) => isGone(toDraft(thing)));
    if (!oldest) break;
    await ports.kept.drop(id, 'draft', oldest.key, { expected: oldest.rev, told: { by } });
  }
  // There was none there.
  if (content === '' && replyTo === undefined) return {};
  throw new ChatError('too_large', {
    message: `You have begun ${limits.drafts} messages that are not sent: finish or empty some of them first.`,
  });
}

export async function listDrafts(
  { kept }: Pick<Ports, 'kept'>,
  { user }: Pick<Actor, 'user'>,
): Promise<AnswerOf<'drafts:list'>> {
  const all = (await kept.list(user.id, 'draft')).map(toDraft);
  const gone = all.filter(isGone).map(({ conversation, rev = 0 }) => ({ conversation, rev }));
  return { drafts: all.filter((draft) => !isGone(draft)), gone };
}
