/** Has the browser save what is at an address of this server. */
export const saveFile = (url: string, name: string): void =>
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
