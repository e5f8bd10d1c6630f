import type { NotifyLevel } from '@rookery/protocol';

/** What one may be told of, and the ids of its words. */
export const levels: readonly { readonly level: NotifyLevel; readonly label: string; readonly hint: string }[] = [
  { level: 'all', label: 'notices.all', hint: 'notices.allHint' },
  { level: 'mentions', label: 'notices.mentions', hint: 'notices.mentionsHint' },
  { level: 'none', label: 'notices.none', hint: 'notices.noneHint' },
];

export const levelLabel = (wanted: NotifyLevel): string =>
  levels.find(({ level }) => level === wanted)?.label ?? 'notices.mentions';
