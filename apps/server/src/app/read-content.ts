import { mentionsIn, parse, possibleNames, showsSomething } from '@rookery/markdown';
import { ChatError, limits } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';
import { everybody } from '../domain/everybody.ts';
import type { Ports } from './ports.ts';

/** Names asked for in one message. Chinese puts no space after a name, so one call may ask for thirty. */
const askedNames = 300;

/**
 * Reads a message as its readers will see it: refuses one that shows nothing, and answers whom it calls. Both by the parser that the
 * clients use, so nobody is called who is not shown as called. [LOG-5] [LOG-13]
 */
export async function readContent(ports: Pick<Ports, 'people'>, content: string): Promise<readonly UserId[]> {
  // Such a letter at the beginning is always shown; most messages need no parsing. (A Hangul filler is a letter that is not.)
  const mayCall = content.includes('@') || content.includes('＠');
  if (!mayCall && /^[\p{L}--\p{Default_Ignorable_Code_Point}]/v.test(content)) return [];
  const blocks = parse(content);
  if (!showsSomething(blocks))
    throw new ChatError('bad_request', { field: 'content', message: 'content must not be empty: this shows nothing.' });
  if (!mayCall) return [];
  const calls = mentionsIn(blocks)
    .slice(0, limits.mentionsPerMessage)
    .map((token) => possibleNames(token).filter((name) => [...name].length <= limits.usernameChars));
  return [...(await holders(ports, calls))];
}

/** Of each call the longest name that somebody has; of `@all`, where nobody is called so, everybody. What is over the bound is not asked for. */
async function holders(
  { people }: Pick<Ports, 'people'>,
  calls: readonly (readonly string[])[],
): Promise<ReadonlySet<UserId>> {
  const names = [...new Set(calls.flat())].slice(0, askedNames);
  const found = await Promise.all(names.map((name) => people.holderOf(name)));
  const idOf = new Map(names.map((name, index) => [name, found[index] ?? undefined]));
  return new Set(
    calls.flatMap((candidates) => {
      const holder = candidates.map((name) => idOf.get(name)).find(Boolean);
      return holder ?? (candidates.some((name) => name.toLowerCase() === 'all') ? everybody : []);
    }),
  );
}
