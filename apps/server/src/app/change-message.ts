import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf, Target } from '@rookery/protocol';
import type { ChangeOutcome } from '../ports/conversation-log.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { newWord } from '../domain/new-id.ts';
import { changeNeeds } from '../domain/rights.ts';
import type { Rights } from '../domain/rights.ts';
import { readContent } from './read-content.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Targets } from './resolve-target.ts';
import { neededIn } from './thread-rights.ts';

type ChangeAnswer = AnswerOf<'message:edit'>;

export async function editMessage(
  ports: Targets & Pick<Ports, 'log' | 'clock' | 'linkWatch'>,
  actor: Actor,
  request: RequestOf<'message:edit'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  const { content } = request;
  const mentions = await readContent(ports, content);
  const from = await base(ports, actor, request, needs);
  await ports.linkWatch.expect(actor.user.id, from.conversation, content);
  return answer(await ports.log.change({ ...changeNeeds.edit, ...from, kind: 'edit', content, mentions }));
}

export async function deleteMessage(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'message:delete'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  return answer(
    await ports.log.change({
      ...changeNeeds.delete,
      ...(await base(ports, actor, request, needs)),
      kind: 'delete',
    }),
  );
}

export async function reactToMessage(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'message:react'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  const { emoji, on } = request;
  return answer(
    await ports.log.change({
      ...changeNeeds.react,
      ...(await base(ports, actor, request, needs)),
      kind: 'react',
      emoji,
      on,
    }),
  );
}

export async function takeLinksAway(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'message:links'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  return answer(
    await ports.log.change({
      ...changeNeeds.links,
      ...(await base(ports, actor, request, needs)),
      kind: 'links',
    }),
  );
}

export async function pinMessage(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'pin:set'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  return answer(
    await ports.log.change({
      ...changeNeeds.pin,
      ...(await base(ports, actor, request, needs)),
      kind: 'pin',
      on: request.on,
    }),
  );
}

export async function votePoll(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'poll:vote'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  const { options } = request;
  return answer(
    await ports.log.change({
      ...changeNeeds.vote,
      ...(await base(ports, actor, request, needs)),
      kind: 'vote',
      options,
    }),
  );
}

export async function closePoll(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: RequestOf<'poll:close'>,
  needs: Rights,
): Promise<ChangeAnswer> {
  return answer(
    await ports.log.change({ ...changeNeeds.close, ...(await base(ports, actor, request, needs)), kind: 'close' }),
  );
}

async function base(
  ports: Targets & Pick<Ports, 'log' | 'clock'>,
  actor: Actor,
  request: Target & { readonly seq: number },
  needs: Rights,
) {
  const conversation = await resolveTarget(ports, actor.user, request);
  return {
    ...{ conversation, by: actor.user.id, seq: request.seq, at: ports.clock.now(), id: newWord() },
    needs: neededIn(conversation, needs),
  };
}

function answer(outcome: ChangeOutcome): ChangeAnswer {
  switch (outcome.status) {
    case 'changed':
      return { rev: outcome.rev, at: outcome.at };
    case 'no-message':
      throw notFound('seq');
    case 'not-yours':
      throw new ChatError('forbidden', {
        message:
          'Only its author may do this (to delete, or to take previews away, also whoever has the right `delete_any`).',
      });
    case 'too-many-reactions':
      throw new ChatError('too_large', {
        field: 'emoji',
        message: 'This message holds as many different reactions as it can.',
      });
    case 'no-poll':
      throw notFound('seq');
    case 'no-such-option':
      throw new ChatError('bad_request', {
        field: 'options',
        message: 'options must name options of the poll, each once, and one only where it is not `multiple`.',
      });
    case 'closed':
      throw new ChatError('conflict', { field: 'seq', message: 'This poll is closed.' });
    case 'too-many-pins':
      throw new ChatError('too_large', {
        field: 'seq',
        message: `${limits.pinsPerConversation} messages are pinned here: take one of these pins away first.`,
      });
    case 'refused':
      throw refuse(outcome);
  }
}
