/** The address of a link as it is passed on. A server that does not know its own name answers a path: the page knows where it is. */
export const linkAddress = (url: string): string => new URL(url, location.href).href;

/** Whether only browsers on the server's own machine get there. */
export const isLocalAddress = (address: string): boolean =>
  /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
