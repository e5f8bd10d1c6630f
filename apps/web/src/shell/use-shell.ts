import { createContext, useContext } from 'react';
import type { Shell } from './feature.ts';

/** Called when a command runs, so that nothing renders for what it says. */
export const ShellContext = createContext<(() => Shell) | undefined>(undefined);

/** The window as it is now, to hand to a command. */
export const useShell = (): (() => Shell) => {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error('no ShellContext above this component');
  return shell;
};
