import { altKey, modKey } from '../lib/keys.ts';

export type Shortcut = { readonly keys: readonly string[]; readonly id: string };

/** What the sheet shows. The bindings themselves are in use-hotkeys.ts, Composer.tsx and row-keys.ts. */
export const shortcutGroups: readonly { readonly id: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    id: 'shortcuts.moving',
    shortcuts: [
      { keys: [`${modKey} K`], id: 'shortcuts.switch' },
      { keys: [`${altKey} ↑`, `${altKey} ↓`], id: 'shortcuts.next' },
      { keys: [`${altKey} Shift ↑`, `${altKey} Shift ↓`], id: 'shortcuts.nextUnread' },
      { keys: ['F6'], id: 'shortcuts.landmarks' },
      { keys: ['Esc'], id: 'shortcuts.escape' },
      { keys: ['Shift PgUp'], id: 'shortcuts.firstUnread' },
      { keys: ['?'], id: 'shortcuts.help' },
    ],
  },
  {
    id: 'shortcuts.writing',
    shortcuts: [
      { keys: ['Enter'], id: 'shortcuts.send' },
      { keys: ['Shift Enter'], id: 'shortcuts.newline' },
      { keys: ['↑'], id: 'shortcuts.editLast' },
      { keys: ['Shift ↑'], id: 'shortcuts.replyLast' },
      { keys: [`${modKey} B`, `${modKey} I`, `${modKey} E`], id: 'shortcuts.format' },
      { keys: ['@', '#', ':'], id: 'shortcuts.complete' },
    ],
  },
  {
    id: 'shortcuts.message',
    shortcuts: [
      { keys: ['↑', '↓'], id: 'shortcuts.rows' },
      { keys: ['R'], id: 'message.reply' },
      { keys: ['E'], id: 'message.edit' },
      { keys: ['+'], id: 'reaction.pick' },
      { keys: ['C'], id: 'message.copyText' },
      { keys: ['L'], id: 'message.copyLink' },
      { keys: ['U'], id: 'message.markUnread' },
      { keys: ['Del'], id: 'message.delete' },
    ],
  },
];
