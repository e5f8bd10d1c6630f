import type { FileDetails, File as SentFile } from '@rookery/protocol';
import { useSyncExternalStore } from 'react';
import { cell } from '../lib/cell.ts';

export type UploadState =
  /** Its turn comes, or the connection is gone: it begins again by itself. */
  | { readonly kind: 'waiting'; readonly isOffline: boolean }
  | { readonly kind: 'going'; readonly sent: number }
  | { readonly kind: 'done'; readonly file: SentFile }
  | { readonly kind: 'failed'; readonly code: string };

export type Upload = {
  readonly id: number;
  /** Where its composer keeps the draft. */
  readonly key: string;
  /** The message that waits for it; undefined while it lies in the composer. */
  readonly post: number | undefined;
  readonly file: File;
  /** Shows a picture from this tab. */
  readonly url: string | undefined;
  /** What is said of it beside its name. */
  readonly details: FileDetails;
  readonly state: UploadState;
};

/** A message that was sent and goes out when its files are there. */
type Post = { readonly id: number; readonly key: string; readonly words: string };

type Tray = { readonly uploads: readonly Upload[]; readonly posts: readonly Post[] };

/** What is being uploaded, wherever one looks meanwhile. `uploads.ts` works on it. */
export const tray = cell<Tray>({ uploads: [], posts: [] });

const isIn = (key: string, isPosted: boolean) => (upload: Upload) =>
  upload.key === key && (upload.post !== undefined) === isPosted;

/** Whether a composer has files, and whether messages of it wait. */
export const useHasFiles = (key: string, isPosted: boolean): boolean =>
  useSyncExternalStore(tray.subscribe, () => tray.get().uploads.some(isIn(key, isPosted)));

/** One that lies in the composer did not get to the server, and is not on its way. */
export const hasFailedFile = (key: string): boolean =>
  tray.get().uploads.some((one) => isIn(key, false)(one) && one.state.kind === 'failed');

/** What was begun before the conversation had begun is in its composer. */
export const moveTray = (from: string, to: string): void => {
  const moved = <One extends { readonly key: string }>(one: One): One => (one.key === from ? { ...one, key: to } : one);
  const { uploads, posts } = tray.get();
  if (uploads.length > 0) tray.set({ uploads: uploads.map(moved), posts: posts.map(moved) });
};
