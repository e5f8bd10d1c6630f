import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor, ConnectedActor } from './actor.ts';
import { toDraft } from '../delivery/kept-things.ts';
import type { DraftThing } from '../delivery/kept-things.ts';
import { mustRead } from './must-read.ts';
import type { Answered } from './operation.ts';
import type { Ports } from './ports.ts';

type Keeping = Pick<Ports, 'kept' | 'membership' | 'clock'>;

export const setDraft = (
  ports: Keeping,
  actor: Actor,
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
  actor: Actor,
  { conversation, content, replyTo }: RequestOf<'draft:set'>,
  by: string | undefined,
): Promise<AnswerOf<'draft:set'>> {
  const { id } = actor.user;
  await mustRead(ports, actor, conversation);
  if (content === '' && replyTo === undefined) {
    await ports.kept.drop(id, 'draft', conversation, { told: { by } });
    return {};
  }
  const draft: DraftThing = { content, replyTo, at: ports.clock.now() };
  const outcome = await ports.kept.put(
    id,
    { kind: 'draft', key: conversation, json: JSON.stringify(draft), dueAt: null },
    { most: limits.drafts, told: { by } },
  );
  if (outcome.status === 'too-many')
    throw new ChatError('too_large', {
      message: `You have begun ${limits.drafts} messages that are not sent: finish or empty some of them first.`,
    });
  return {};
}

export async function listDrafts({ kept }: Pick<Ports, 'kept'>, { user }: Actor): Promise<AnswerOf<'drafts:list'>> {
  return { drafts: (await kept.list(user.id, 'draft')).map(toDraft) };
}
