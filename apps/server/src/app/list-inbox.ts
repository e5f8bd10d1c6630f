import { limits } from '@rookery/protocol';
import type { AnswerOf, RequestOf } from '@rookery/protocol';
import { toEntry } from '../domain/entry.ts';
import type { App, Caller } from './app.ts';

export async function listInbox(
  app: App,
  caller: Caller,
  request: RequestOf<'inbox:list'>,
): Promise<AnswerOf<'inbox:list'>> {
  const limit = Math.min(request.limit ?? limits.listPage, limits.listPage);
  const page = await app.store.users.inbox(caller.user.id, request.cursor, limit);
  const online = await app.store.presence.onlineIn(page.rows.map((line) => line.state.facts.id));
  return {
    entries: page.rows.map((line, index) => toEntry(line, caller.user.id, online[index] ?? 0)),
    rev: page.rev,
    next: page.next,
  };
}
