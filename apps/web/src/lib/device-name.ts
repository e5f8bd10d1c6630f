/** Product tokens of User-Agent in the order in which they tell browsers apart: each of the later ones also calls itself the next. */
const browsers = [
  ['Edge', /\bEdgA?(?:iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;
const systems = [
  ['Android', /Android/],
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux/],
] as const;

/** What a person would call the device; undefined where nothing is known. */
export const deviceName = (agent: string): string | undefined => {
  const nameIn = (names: typeof browsers | typeof systems) => names.find(([, mark]) => mark.test(agent))?.[0];
  const found = [nameIn(browsers), nameIn(systems)].filter((name) => name !== undefined);
  return found.length > 0 ? found.join(', ') : agent.split('/')[0]?.trim() || undefined;
};
