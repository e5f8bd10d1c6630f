import { useEffect, useState } from 'react';

/** Colours of the theme, as a canvas takes them. */
export type Inks = Readonly<Record<'accent' | 'soft' | 'info' | 'warn' | 'faint' | 'line', string>>;

const tokens: Readonly<Record<keyof Inks, string>> = {
  ...{ accent: '--accent', soft: '--accent-soft', info: '--info' },
  ...{ warn: '--warn', faint: '--text-3', line: '--line' },
};

function readInks(): Inks {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const inks = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, read(token)])) as Inks;
  probe.remove();
  return inks;
}

/** Read anew when the theme changes. Null before the page is there. */
export function useInks(): Inks | null {
  const [inks, setInks] = useState<Inks | null>(null);
  useEffect(() => {
    const read = (): void => setInks(readInks());
    read();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', read);
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true });
    return () => {
      dark.removeEventListener('change', read);
      observer.disconnect();
    };
  }, []);
  return inks;
}
