import type { FileId } from '@rookery/protocol';

const urls = new Map<FileId, string>();
const mostKept = 30;

/** A picture that this tab has sent is shown from the tab: its author sees it at once, without fetching it back. */
export const keepOwnPicture = (id: FileId, url: string): void => {
  urls.set(id, url);
  const [oldest] = urls;
  if (urls.size <= mostKept || !oldest) return;
  urls.delete(oldest[0]);
  URL.revokeObjectURL(oldest[1]);
};

export const ownPicture = (id: FileId): string | undefined => urls.get(id);
