import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toWireFile } from '../domain/stored-file.ts';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';

/** The files that a conversation holds, as far as the caller may read. [FILE-4] */
export async function listFiles(
  { files, profiles }: Pick<Ports, 'files' | 'profiles'>,
  { user }: Actor,
  { conversation, type, cursor, limit = limits.listPage }: RequestOf<'files:list'>,
): Promise<AnswerOf<'files:list'>> {
  const page = await files.list(conversation, user.id, type, cursor, Math.min(limit, limits.listPage));
  if (page.status === 'refused') throw refuse(page);
  const who = await profiles.whoAre(new Set(page.rows.map(({ author }) => author)));
  return {
    files: page.rows.map(({ file, seq, author, at }) => ({ file: toWireFile(file), seq, user: who(author), at })),
    next: page.next,
  };
}
