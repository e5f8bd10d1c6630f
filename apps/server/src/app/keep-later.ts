import { createHash } from 'node:crypto';
import { ChatError, limits } from '@rookery/protocol';
import type { AnswerOf, File, FileId, RequestOf, UserId } from '@rookery/protocol';
import { toWireFile } from '../domain/stored-file.ts';
import type { Actor } from './actor.ts';
import { mustBeNear } from './ahead.ts';
import { findFile } from './find-file.ts';
import { laterIn, toLater } from '../delivery/kept-things.ts';
import type { LaterThing } from '../delivery/kept-things.ts';
import { mustRead } from './must-read.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** With those that were sent of late, which only guard against being added again. */
export const mostKept = 10 * limits.laterMessages;

/** One id for one author, conversation and `clientId`: a repeat adds nothing. */
const idOf = (user: UserId, conversation: string, clientId: string): string =>
  createHash('sha256').update(`${user} ${conversation} ${clientId}`).digest('base64url').slice(0, 22);

export async function addLater(
  ports: Pick<Ports, 'kept' | 'membership' | 'files' | 'clock'>,
  actor: Actor,
  request: RequestOf<'later:add'>,
): Promise<AnswerOf<'later:add'>> {
  const { conversation, content, files, replyTo, silent, sendAt, clientId } = request;
  const { id: user } = actor.user;
  const id = idOf(user, conversation, clientId);
  if (await ports.kept.find(user, 'later', id)) return { id };
  mustBeNear(ports, sendAt, 'sendAt');
  await mustRead(ports, actor, conversation);
  const waiting = (await ports.kept.list(user, 'later')).filter((thing) => !laterIn(thing).sent);
  if (waiting.length >= limits.laterMessages) throw tooMany();
  const shown = files && (await keepFiles(ports, user, conversation, files, sendAt));
  const later: LaterThing = { conversation, content, files, shown, replyTo, silent, sendAt };
  const outcome = await ports.kept.put(
    user,
    { kind: 'later', key: id, json: JSON.stringify(later), dueAt: sendAt },
    { most: mostKept, expected: 0 },
  );
  if (outcome.status === 'too-many') throw tooMany();
  return { id };
}

const tooMany = (): ChatError =>
  new ChatError('too_large', {
    message: `You have ${limits.laterMessages} messages that are to be sent later: take some back first.`,
  });

/** Files that were not sent are kept for this conversation until the message was sent; those that were are copied then. [KEEP-6] */
async function keepFiles(
  { files, clock }: Pick<Ports, 'files' | 'clock'>,
  user: UserId,
  conversation: RequestOf<'later:add'>['conversation'],
  ids: readonly FileId[],
  sendAt: number,
): Promise<readonly File[]> {
  if (new Set(ids).size < ids.length)
    throw new ChatError('bad_request', { field: 'files', message: 'files must not name one twice.' });
  const lifeMs = Math.max(0, sendAt - clock.now()) + limits.dedupeMs;
  const shown: File[] = [];
  for (const id of ids) {
    const found = await findFile({ files }, user, id);
    if (!found) throw notFound('files');
    shown.push(toWireFile(found.file));
    if (!found.unsent) continue;
    if ((await files.reserve(found.file, conversation)) === 'gone') throw notFound('files');
    await files.prolong(id, lifeMs);
  }
  return shown;
}

export async function listLater({ kept }: Pick<Ports, 'kept'>, { user }: Actor): Promise<AnswerOf<'later:list'>> {
  const items = (await kept.list(user.id, 'later')).flatMap((thing) => toLater(thing) ?? []);
  return { items: items.sort((one, other) => one.sendAt - other.sendAt) };
}

export async function cancelLater(
  { kept, files }: Pick<Ports, 'kept' | 'files'>,
  { user }: Actor,
  { id }: RequestOf<'later:cancel'>,
): Promise<AnswerOf<'later:cancel'>> {
  const thing = await kept.find(user.id, 'later', id);
  if (!thing || laterIn(thing).sent) throw notFound('id');
  const { tried, error, files: held = [] } = laterIn(thing);
  if ((tried && !error) || !(await kept.drop(user.id, 'later', id, { expected: thing.rev })))
    throw new ChatError('conflict', { message: 'It is being sent: look at later:list again.' });
  for (const file of held) await files.prolong(file, limits.unsentFileMs);
  return {};
}
