import type { Block } from './ast.ts';
import { parseBlocks, startsList } from './blocks.ts';
import type { Work } from './work.ts';

/** Nothing but text can come of a message without one of these (an `http:` has its colon). */
const maybeMarked = /[*_~`|>[#@＠:\\\r\n]/;

/** `parse` that also counts its work, for the test that proves it linear. */
export const parseCounting = (source: string, work: Work): Block[] => {
  if (!maybeMarked.test(source) && !startsList(source)) {
    work.steps += 1;
    return source === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', text: source }] }];
  }
  return parseBlocks(source, work);
};

/** Parses a message's content. Never throws, takes O(length) steps, and knows no HTML. */
export const parse = (source: string): readonly Block[] => parseCounting(source, { steps: 0 });
