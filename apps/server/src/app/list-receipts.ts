import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import { mustRead } from './must-read.ts';
import type { Ports } from './ports.ts';
import { refuse } from './refuse.ts';

/** Who has read up to a message, of those who show it, to whoever shows hers. [KEEP-8] */
export async function listReceipts(
  ports: Pick<Ports, 'membership' | 'users' | 'receipts'>,
  actor: Actor,
  { conversation, seq }: RequestOf<'receipts:list'>,
): Promise<AnswerOf<'receipts:list'>> {
  const { id } = actor.user;
  const { members } = await mustRead(ports, actor, conversation);
  if (members > limits.receiptPeople || !(await ports.receipts.shows(id))) return { read: [], next: null };
  const page = await ports.membership.members(conversation, id, undefined, limits.receiptPeople);
  if (page.status === 'refused') throw refuse(page);
  const read = await Promise.all(
    page.rows.map(async ({ user }) => {
      if (user === id || !(await ports.receipts.shows(user))) return [];
      const line = await ports.users.line(user, conversation);
      return line && line.role !== 'invited' && line.read >= seq ? [{ user, seq: line.read }] : [];
    }),
  );
  return { read: read.flat(), next: null };
}
