/**
 * The path under which this installation lies: '' for the whole of an origin, else `/chat`. The server writes it into the page, so that
 * one build serves any.
 */
export const basePath =
  typeof document === 'undefined'
    ? ''
    : (document.querySelector<HTMLMetaElement>('meta[name=rookery-base]')?.content ?? '');

/** A name in the browser's storage, which is the whole origin's: installations beside each other have names of their own. */
export const ownName = (name: string): string => name + basePath;

/** The address within the app of a pathname; undefined where it leads elsewhere on this origin. */
export const withinBase = (pathname: string, base = basePath): string | undefined => {
  if (pathname === base) return '/';
  return pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : undefined;
};
