import { ChatError } from '@rookery/protocol';
import type { AnswerOf, RequestOf, Target } from '@rookery/protocol';
import type { ChangeOutcome } from '../ports/conversation-log.ts';
import type { App, Caller } from './app.ts';
import { newWord } from '../domain/new-id.ts';
import { changeNeeds } from '../domain/rights.ts';
import { notFound, refuse } from './refuse.ts';
import { resolveTarget } from './resolve-target.ts';

type ChangeAnswer = AnswerOf<'message:edit'>;

export async function editMessage(app: App, caller: Caller, request: RequestOf<'message:edit'>): Promise<ChangeAnswer> {
  return answer(
    await app.store.log.change({
      ...(await base(app, caller, request)),
      ...changeNeeds.edit,
      kind: 'edit',
      content: request.content,
    }),
  );
}

export async function deleteMessage(
  app: App,
  caller: Caller,
  request: RequestOf<'message:delete'>,
): Promise<ChangeAnswer> {
  return answer(
    await app.store.log.change({ ...(await base(app, caller, request)), ...changeNeeds.delete, kind: 'delete' }),
  );
}

export async function reactToMessage(
  app: App,
  caller: Caller,
  request: RequestOf<'message:react'>,
): Promise<ChangeAnswer> {
  const { emoji, on } = request;
  return answer(
    await app.store.log.change({
      ...(await base(app, caller, request)),
      ...changeNeeds.react,
      kind: 'react',
      emoji,
      on,
    }),
  );
}

async function base(app: App, caller: Caller, request: Target & { readonly seq: number }) {
  const conversation = await resolveTarget(app, caller.user, request);
  return { conversation, by: caller.user.id, seq: request.seq, at: app.clock.now(), id: newWord() };
}

function answer(outcome: ChangeOutcome): ChangeAnswer {
  switch (outcome.status) {
    case 'changed':
      return { rev: outcome.rev, at: outcome.at };
    case 'no-message':
      throw notFound('seq');
    case 'not-yours':
      throw new ChatError('forbidden', {
        message: 'Only its author may do this (to delete, also whoever has the right `delete_any`).',
      });
    case 'too-many-reactions':
      throw new ChatError('too_large', {
        field: 'emoji',
        message: 'This message holds as many different reactions as it can.',
      });
    case 'refused':
      throw refuse(outcome);
  }
}
