const isReadable = (url: string): boolean => {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
};

/**
 * The address that somebody meant who typed a bare `%` into one (`/r/100%`): it then says `%25`, as the app itself writes it. Within this
 * server whatever it begins with: two slashes would lead to another one.
 */
export function readableAddress(url: string): string {
  const typed = url.replaceAll(/%(?![\da-f]{2})/gi, '%25');
  return (isReadable(typed) ? typed : url.replaceAll('%', '%25')).replace(/^[/\\]+/, '/');
}
