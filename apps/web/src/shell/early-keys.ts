type EarlyKeys = { readonly keys: string[]; readonly hold: (event: KeyboardEvent) => void };

/** What index.html held back before the app was there: undefined, or the keys struck after Ctrl+K. From now on nothing is. */
export const takeEarlyKeys = (): readonly string[] | undefined => {
  const { rookeryEarlyKeys: early } = globalThis as { readonly rookeryEarlyKeys?: EarlyKeys };
  if (!early) return undefined;
  removeEventListener('keydown', early.hold, true);
  const [opened, ...keys] = early.keys.splice(0);
  return opened === undefined ? undefined : keys;
};
