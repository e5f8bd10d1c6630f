import { linksIn, parse } from '@rookery/markdown';
import { limits } from '@rookery/protocol';

/** The addresses in a text of which there is to be a preview, as its readers see it: none in code or spoilers. [LINK-5] */
export function linksToLookUp(content: string): readonly string[] {
  // Most messages need no parsing.
  if (!/https?:/i.test(content)) return [];
  return linksIn(parse(content)).slice(0, limits.linksPerMessage);
}
