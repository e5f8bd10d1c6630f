import type { File } from '@rookery/protocol';
import type { DragEvent } from 'react';

/** What is dragged out of the window is the file itself where the browser can do that (Chromium), elsewhere a link to it. */
export const dragOut =
  ({ name, type }: Pick<File, 'name' | 'type'>, url: string) =>
  ({ dataTransfer }: DragEvent): void => {
    const address = new URL(url, location.href).href;
    // Its parts are told apart by colons, which no file system wants in a name either.
    dataTransfer.setData('DownloadURL', `${type}:${name.replaceAll(':', '_') || 'file'}:${address}`);
    dataTransfer.setData('text/uri-list', address);
    dataTransfer.effectAllowed = 'copy';
  };
