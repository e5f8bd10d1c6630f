import type { Entry } from '@rookery/protocol';
import { useText } from '../locales/text.ts';
import { isWaiting, neededCount } from '../lib/needed-count.ts';
import { useDocumentTitle } from '../lib/use-document-title.ts';
import { useInbox } from '../sdk/use-inbox.ts';
import { useServerName } from '../sdk/use-server.ts';
import { useTitleOf } from '../sdk/use-title-of.ts';
import { useFeatures } from '../shell/features.ts';
import type { Here } from './use-place.ts';

/** The tab's title: where the reader is, on which server, and how much calls for her. A dot where there is only unread. */
const titleOf = (where: string, server: string, entries: readonly Entry[]): string => {
  const needed = neededCount(entries);
  const badge = needed > 0 ? `(${needed > 99 ? '99+' : needed}) ` : entries.some(isWaiting) ? '• ' : '';
  return `${badge}${where === '' ? '' : `${where} – `}${server}`;
};

export const useTitle = ({ place, entry: open }: Here): void => {
  const text = useText();
  const { entries, threads } = useInbox();
  const nameOf = useTitleOf();
  const { pages } = useFeatures();
  const page = place.kind === 'page' ? pages.find(({ segment }) => segment === place.segment) : undefined;
  const where = open?.room
    ? `# ${open.room.name}`
    : open
      ? nameOf(open)
      : page
        ? text(page.title)
        : place.kind === 'inbox'
          ? text('inbox.title')
          : '';
  useDocumentTitle(titleOf(where, useServerName(), [...entries, ...threads]));
};
