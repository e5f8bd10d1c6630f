import { can, rankName, type Entry } from '@rookery/protocol';
import { recentConversations } from '../store/recent.ts';
import { useInbox } from './use-inbox.ts';
import { useTitleOf } from './use-title-of.ts';

const most = 8;

/** Where one may write: what fits `query` best first, then what was visited lately, then where something was said last. */
export const useWritable = (query: string): readonly Entry[] => {
  const { entries } = useInbox();
  const titleOf = useTitleOf();
  const recent = recentConversations();
  const wanted = query.trim().replace(/^[#@]/u, '');
  return entries
    .filter((entry) => !entry.invited && can(entry, 'post'))
    .map((entry) => {
      const names = [titleOf(entry), ...[entry.user ?? [], entry.users ?? []].flat().map(({ username }) => username)];
      const visited = recent.indexOf(entry.conversation);
      return { entry, fit: Math.max(...names.map((name) => rankName(name, wanted))), age: visited < 0 ? 999 : visited };
    })
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.age - b.age || (b.entry.last?.at ?? 0) - (a.entry.last?.at ?? 0))
    .slice(0, most)
    .map(({ entry }) => entry);
};
