import type { AnswerOf, RequestOf } from '@rookery/protocol';
import type { Actor } from './actor.ts';
import type { Ports } from './ports.ts';
import { requireAdmin } from './server-standing.ts';

/** `admin:storage`. [SET-6] */
export async function tellStorage(
  ports: Pick<Ports, 'people' | 'inventory'>,
  actor: Actor,
  _request: RequestOf<'admin:storage'>,
): Promise<AnswerOf<'admin:storage'>> {
  await requireAdmin(ports, actor);
  return { storage: await ports.inventory.take() };
}
