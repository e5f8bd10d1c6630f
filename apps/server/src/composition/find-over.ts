import type { MessageFinder } from '../ports/message-finder.ts';
import type { NodeCalls } from '../ports/node-calls.ts';
import type { NodeQuestions } from '../tasks/node-questions.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { IndexFollower } from '../tasks/index-follower.ts';
import { LocalFinder } from '../tasks/local-finder.ts';
import { SharedFinder } from '../tasks/shared-finder.ts';

/** Searches over this node's index, or the one of all, or over those of all nodes that can be called. */
export function findOver(
  search: SearchIndex,
  indexing: IndexFollower,
  calls: NodeCalls | null,
  questions: NodeQuestions,
): MessageFinder {
  const own = new LocalFinder(search, indexing);
  if (!calls || search.isShared) return own;
  const shared = new SharedFinder(own, indexing, calls);
  questions.on(['find', 'cover'], (question) => shared.answer(question));
  return shared;
}
