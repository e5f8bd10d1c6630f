import { searchForm } from '@rookery/protocol';
import { pinyinInitials } from './pinyin.ts';

/** How well a name answers a query; 0 when it does not. Exact, then prefix, word start, pinyin initials, anywhere. */
export const rank = (name: string, query: string): number => {
  const wanted = searchForm(query.trim());
  if (wanted === '') return 1;
  const text = searchForm(name);
  if (text === wanted) return 100;
  if (text.startsWith(wanted)) return 80;
  if (text.split(/[\s._\-/]+/u).some((word) => word.startsWith(wanted))) return 60;
  const initials = pinyinInitials(name);
  const squeezed = wanted.replace(/\s+/gu, '');
  if (/^[a-z0-9]+$/u.test(squeezed) && initials !== text.replace(/\s+/gu, '')) {
    if (initials.startsWith(squeezed)) return 50;
    if (initials.includes(squeezed)) return 30;
  }
  return text.includes(wanted) ? 40 : 0;
};
