/**
 * Splits the name of a mention or room token after its longest prefix that `isKnown`. Chinese puts no space after a
 * name: `@小明你好` parses to the name `小明你好`, and only who knows the users can tell where it ends. Asks at most once per
 * code point (a token has at most 80).
 */
export const splitKnownName = (
  name: string,
  isKnown: (name: string) => boolean,
): { readonly name: string; readonly rest: string } | undefined => {
  const characters = [...name];
  for (let length = characters.length; length > 0; length -= 1) {
    const prefix = characters.slice(0, length).join('');
    if (isKnown(prefix)) return { name: prefix, rest: name.slice(prefix.length) };
  }
  return undefined;
};
