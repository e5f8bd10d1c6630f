import type { UploadItem } from '@rookery/client';
import { useSyncExternalStore } from 'react';
import { cell } from '../lib/cell.ts';

export type Upload = UploadItem & {
  /** Its message is sent from another tab, or begins a conversation: no timeline here shows it. */
  readonly isElsewhere: boolean;
  /** Shows a picture from this tab. */
  readonly url: string | undefined;
};

/** What is being uploaded, wherever one looks meanwhile. `uploads.ts` fills it. */
export const tray = cell<readonly Upload[]>([]);

const isBeside =
  (key: string, isPosted: boolean) =>
  ({ entry, isElsewhere }: Upload) =>
    entry.draft === key && (isPosted ? isElsewhere : entry.clientId === undefined);

/** Whether a composer has files, and whether messages of it wait that no timeline here shows. */
export const useHasFiles = (key: string, isPosted: boolean): boolean =>
  useSyncExternalStore(tray.subscribe, () => tray.get().some(isBeside(key, isPosted)));

/** What goes out with the next message of a composer. */
export const filesOf = (key: string): readonly string[] =>
  tray
    .get()
    .filter(isBeside(key, false))
    .map(({ entry }) => entry.id);

/** One that lies in the composer did not get to the server, and is not on its way. */
export const hasFailedFile = (key: string): boolean =>
  tray.get().some((one) => isBeside(key, false)(one) && one.state.kind === 'failed');

/** Where what lay beside a draft lies now. */
export const trayMoves = cell<ReadonlyMap<string, string>>(new Map());

/** What was begun before the conversation had begun is in its composer. */
export const moveTray = (from: string, to: string): void => trayMoves.set(new Map(trayMoves.get()).set(from, to));
