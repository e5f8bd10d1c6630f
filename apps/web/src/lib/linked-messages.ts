import { linksIn } from '@rookery/markdown';
import { withinBase } from './base-path.ts';
import { parsed } from './plain-line.ts';

/** A message of this server to which a text links. */
export type LinkedMessage = {
  /** Within the app. */
  readonly path: string;
  /** As the address names the conversation: `r`, `d` or `g`, and an id or a name. */
  readonly head: string;
  readonly name: string;
  /** The number of the thread's root, in a thread. */
  readonly root: number | undefined;
  readonly seq: number;
};

const mostLinks = 3;
const address = /^\/([rdg])\/([^/]+)(?:\/t\/([1-9]\d{0,9}))?\/m\/([1-9]\d{0,9})$/;
const none: readonly LinkedMessage[] = [];

/** The messages to which a text openly links, at most three. [WEB-188] */
export const linkedMessages = (content: string): readonly LinkedMessage[] => {
  // Nearly no text does.
  if (!content.includes('/m/') || !content.includes(location.host)) return none;
  return linksIn(parsed(content))
    .flatMap((href) => {
      const url = new URL(href);
      const path = url.origin === location.origin ? (withinBase(url.pathname) ?? '') : '';
      const [, head = '', name = '', root, seq] = address.exec(path) ?? [];
      return seq === undefined ? [] : { path, head, name, root: root ? Number(root) : undefined, seq: Number(seq) };
    })
    .slice(0, mostLinks);
};
