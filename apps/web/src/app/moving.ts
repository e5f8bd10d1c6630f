import { altKey, modKey } from '../lib/keys.ts';
import { conversationPath, paths } from '../lib/paths.ts';
import { neededIn } from '../lib/needed-count.ts';
import { sidebarSections } from '../lib/sidebar-order.ts';
import type { Feature, Shell } from '../shell/feature.ts';
import { preferences } from '../store/preferences.ts';
import { moveToLandmark } from './move-to-landmark.ts';

/** To the next conversation in the sidebar, or to the next with something unread. */
const step =
  (by: 1 | -1, onlyUnread: boolean) =>
  ({ entries, open, navigate }: Shell): boolean => {
    const { rooms, directs } = sidebarSections(entries, preferences.getState(), open?.conversation);
    const order = [...rooms, ...directs];
    const at = order.findIndex(({ conversation }) => conversation === open?.conversation);
    const from = at < 0 ? (by > 0 ? -1 : order.length) : at;
    for (let count = 1; count <= order.length; count += 1) {
      const next = order[(from + by * count + order.length * 2) % order.length];
      if (next && next.conversation !== open?.conversation && (!onlyUnread || next.unread + neededIn(next) > 0)) {
        navigate(conversationPath(next));
        return true;
      }
    }
    return false;
  };

/** A letter is the beginning of a message where one was begun, and where nothing is unread. */
const nextUnread = (shell: Shell): boolean =>
  !document.querySelector<HTMLTextAreaElement>('#composer')?.value && step(1, true)(shell);

/** The focus to the next area of the window. */
const toLandmark =
  (by: 1 | -1) =>
  ({ pane }: Shell): void =>
    moveToLandmark(by, pane);

/** One step (WEB-12): what floats closes itself before this is asked. */
const escape = ({ pane, closePanel }: Shell): void => {
  const isInPanel = document.querySelector('#panel')?.contains(document.activeElement) === true;
  if (closePanel && isInPanel) closePanel();
  else if (pane?.giveUp()) return;
  else if (closePanel) closePanel();
  else pane?.markRead();
};

/** Closes what is beside the conversation, or opens who is in it; of two people, what they have sent each other. */
const togglePanel = ({ closePanel, navigate, open }: Shell): void => {
  if (closePanel) closePanel();
  else if (open && !open.invited)
    navigate(paths.panel(conversationPath(open), open.kind === 'direct' ? 'files' : 'members'));
};

/** Moving between conversations and areas by the keyboard. */
export const moving: Feature = {
  shortcuts: [
    {
      group: 'moving',
      label: 'shortcuts.next',
      keys: [`${altKey} ↑`, `${altKey} ↓`],
      everywhere: { 'Alt+ArrowUp': step(-1, false), 'Alt+ArrowDown': step(1, false) },
    },
    {
      group: 'moving',
      label: 'shortcuts.nextUnread',
      keys: [`${altKey} Shift ↑`, `${altKey} Shift ↓`, 'N'],
      everywhere: { 'Alt+Shift+ArrowUp': step(-1, true), 'Alt+Shift+ArrowDown': step(1, true) },
      outsideFields: { n: nextUnread, N: nextUnread },
    },
    {
      group: 'moving',
      label: 'shortcuts.landmarks',
      keys: ['F6'],
      everywhere: { F6: toLandmark(1), 'Shift+F6': toLandmark(-1) },
    },
    {
      group: 'moving',
      label: 'shortcuts.panel',
      keys: [`${modKey} .`],
      everywhere: { '$mod+.': togglePanel },
    },
    { group: 'moving', label: 'shortcuts.escape', keys: ['Esc'], everywhere: { Escape: escape } },
  ],
};
