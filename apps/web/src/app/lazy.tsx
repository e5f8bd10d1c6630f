import { lazy, type ComponentType } from 'react';

/** What is not on the first screen: loaded when the browser has nothing to do, or when it is wanted earlier. */
const loaders: (() => Promise<unknown>)[] = [];
const againMs = 2_000;

/** Without a connection it is tried again until it is there. */
const insist = async <Value,>(load: () => Promise<Value>): Promise<Value> => {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((again) => setTimeout(again, againMs));
    }
  }
};

const later = <Props,>(load: () => Promise<ComponentType<Props>>) => {
  loaders.push(load);
  return lazy(async () => ({ default: await insist(load) }));
};

export const CreateRoomDialog = later(
  async () => (await import('../features/rooms/CreateRoomDialog.tsx')).CreateRoomDialog,
);
export const EditRoomDialog = later(async () => (await import('../features/rooms/EditRoomDialog.tsx')).EditRoomDialog);
export const InviteDialog = later(async () => (await import('../features/rooms/InviteDialog.tsx')).InviteDialog);
export const FindRooms = later(async () => (await import('../features/rooms/FindRooms.tsx')).FindRooms);
export const MemberPanel = later(async () => (await import('../features/members/MemberPanel.tsx')).MemberPanel);
export const Switcher = later(async () => (await import('../features/switcher/Switcher.tsx')).Switcher);
export const ShortcutSheet = later(async () => (await import('./ShortcutSheet.tsx')).ShortcutSheet);

/** After the first screen, so that the next one opens at once, also without a connection. */
export const loadTheRest = (): void => {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1_000));
  idle(() => {
    for (const load of loaders) load().catch(() => undefined);
  });
};
