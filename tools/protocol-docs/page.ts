const opens = /^<!-- generated: (\S+) -->$/;
const closes = '<!-- end -->';

/**
 * The page with its generated blocks as they should be; what stands outside the markers is left alone.
 * Throws where a block has no place, two places, or a place has no block.
 */
export const fillPage = (page: string, blocks: ReadonlyMap<string, string>): string => {
  const placed = new Set<string>();
  const out: string[] = [];
  let inside = false;
  for (const line of page.split('\n')) {
    const name = opens.exec(line)?.[1];
    if (name !== undefined) {
      const block = blocks.get(name);
      if (block === undefined)
        throw new Error(`docs/protocol.md has a place for “${name}”, which is not in the protocol.`);
      if (placed.has(name)) throw new Error(`docs/protocol.md has two places for “${name}”.`);
      if (inside) throw new Error(`docs/protocol.md: “${closes}” is missing before the place for “${name}”.`);
      placed.add(name);
      inside = true;
      out.push(line, '', block, '');
    } else if (line === closes) {
      inside = false;
      out.push(line);
    } else if (!inside) out.push(line);
  }
  if (inside) throw new Error(`docs/protocol.md: the last “${closes}” is missing.`);
  const homeless = [...blocks.keys()].filter((name) => !placed.has(name));
  if (homeless.length > 0)
    throw new Error(
      `docs/protocol.md has no place for ${homeless.join(', ')}: add “<!-- generated: NAME -->” and “${closes}”.`,
    );
  return out.join('\n');
};
