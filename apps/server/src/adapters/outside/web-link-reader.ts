import { ChatError } from '@rookery/protocol';
import type { LinkPage, LinkReader } from '../../ports/link-reader.ts';
import { readPageHead } from './page-head.ts';
import { safeGet } from './safe-get.ts';
import type { IsAllowed, Resolve } from './outside-request.ts';
import type { Got } from './safe-get.ts';

const mostBytes = 524_288;
const mostAtOnce = 16;

export type WebLinkReaderOptions = {
  readonly deadlineMs?: number;
  readonly resolve?: Resolve;
  readonly isAllowed?: IsAllowed;
};

/** Pages and pictures, fetched from where they are. */
export class WebLinkReader implements LinkReader {
  readonly #options: WebLinkReaderOptions;
  #underWay = 0;

  constructor(options: WebLinkReaderOptions = {}) {
    this.#options = options;
  }

  async page(url: string): Promise<LinkPage | null> {
    const got = await this.#get(url, 'text/html,application/xhtml+xml');
    if (!got || !/^(?:text\/html|application\/xhtml\+xml)\b/i.test(got.type)) return null;
    return readPageHead(got.bytes, got.type, got.url);
  }

  async picture(url: string): Promise<Uint8Array | null> {
    const got = await this.#get(url, 'image/webp,image/png,image/jpeg,image/gif');
    return got && !got.isCut && /^image\//i.test(got.type) ? got.bytes : null;
  }

  async #get(url: string, accept: string): Promise<Got | null> {
    if (this.#underWay >= mostAtOnce) throw new ChatError('unavailable');
    this.#underWay += 1;
    try {
      return await safeGet(url, { accept, mostBytes, deadlineMs: 5_000, ...this.#options });
    } finally {
      this.#underWay -= 1;
    }
  }
}
