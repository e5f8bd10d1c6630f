/**
 * The path that somebody asked to be led to, if it is one of this server's own; else `/`. A browser reads `//host`, `/\host` and what holds control
 * characters as another origin's.
 */
export function ownPath(asked: string | null): string {
  if (asked === null || asked.length > 2_000 || !/^\/(?![/\\])[^\\\u0000-\u0020\u007f]*$/.test(asked)) return '/';
  try {
    const base = new URL('http://own.invalid');
    const { origin, pathname, search, hash } = new URL(asked, base);
    // Dots may have made two slashes of it: /.//host
    return origin === base.origin && !pathname.startsWith('//') ? pathname + search + hash : '/';
  } catch {
    return '/';
  }
}
