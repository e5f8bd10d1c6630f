import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toWireFile } from '../domain/stored-file.ts';
import type { Actor } from './actor.ts';
import { findFile } from './find-file.ts';
import type { Ports } from './ports.ts';
import { notFound } from './refuse.ts';

/** Other words for a file of the caller's that is not sent yet. [FILE-15] */
export async function describeFile(
  ports: Pick<Ports, 'files'>,
  { user }: Actor,
  { id, alt }: RequestOf<'files:describe'>,
): Promise<AnswerOf<'files:describe'>> {
  const found = await findFile(ports, user.id, id);
  if (!found?.unsent) throw notFound('id');
  const { alt: _before, ...file } = found.file;
  const described = alt === '' ? file : { ...file, alt };
  if (!(await ports.files.keep(described))) throw notFound('id');
  return { file: toWireFile(described) };
}
