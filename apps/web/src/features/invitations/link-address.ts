/** The address of a link as it is passed on. A server that does not know its own name answers a path: the page knows where it is. */
export const linkAddress = (url: string): string => new URL(url, location.href).href;
