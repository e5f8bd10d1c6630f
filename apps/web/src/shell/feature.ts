import type { Client } from '@rookery/client';
import type { Entry, ServerSettings, User } from '@rookery/protocol';
import type { ComponentType, ReactNode } from 'react';
import type { IconName } from '../design/icon-name.ts';
import type { Text } from '../locales/text.ts';

/** What the open conversation can be told from outside of it. */
export type PaneControl = {
  readonly compose: () => void;
  readonly focusLog: () => void;
  /** Gives up the reply that was begun. False where there is none. */
  readonly giveUp: () => boolean;
  readonly markRead: () => void;
  readonly firstUnread: () => void;
  readonly latest: () => void;
  readonly reactToLast: () => void;
};

/** The window as it is when a command runs. */
export type Shell = {
  readonly client: Client;
  readonly navigate: (path: string, options?: { readonly replace?: boolean }) => void;
  /** All lines of the inbox. */
  readonly entries: readonly Entry[];
  /** The conversation that is open. */
  readonly open: Entry | undefined;
  readonly pane: PaneControl | null;
  readonly closePanel: (() => void) | undefined;
};

/** Labels and titles are ids of the locales. */
export type Command = {
  readonly label: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly notOnTouch?: true;
  readonly run: (shell: Shell) => void;
};

/** Without `isFor`, it is for everybody. */
export type Beginning = Command & { readonly isFor?: (me: User, server: ServerSettings | undefined) => boolean };

/** Something that can be done with a room: an item of its menu. */
export type RoomCommand = {
  readonly label: string;
  readonly icon: IconName;
  readonly isFor: (entry: Entry) => boolean;
  readonly run: (entry: Entry, shell: Shell) => void;
  /** Also a button where the room's history begins. */
  readonly inIntro?: true;
  /** Stands at the end of the menu, after what other features bring. */
  readonly isLast?: true;
  /** What waits behind it in the room: then it is a button of the header too. */
  readonly Count?: ComponentType<CountProps & { readonly entry: Entry }>;
};

/** Counts something, live, and shows nothing where there is none. */
export type CountProps = { readonly children: (count: number) => ReactNode };

export type PanelProps = {
  readonly entry: Entry;
  /** Of the panel with a thread: the number of its root, and the message in it that the address leads to. */
  readonly thread?: number | undefined;
  readonly reply?: number | undefined;
};

/** A column beside a conversation. It is open while its segment ends the address, so that back closes it: `/r/ROOM/members`. */
export type Panel = {
  readonly segment: string;
  readonly title: string;
  readonly closeLabel: string;
  readonly isFor: (entry: Entry) => boolean;
  readonly Content: ComponentType<PanelProps>;
  /** The link to it in the conversation's header. */
  readonly link?: {
    readonly icon: IconName;
    readonly count: (entry: Entry) => number | undefined;
    readonly label: (text: Text, entry: Entry) => string;
  };
};

export type PageProps = {
  /** What follows the page's segment in the address. */
  readonly part: string | undefined;
};

/** A place of its own, at `/SEGMENT`. */
export type Page = {
  readonly segment: string;
  readonly title: string;
  readonly Content: ComponentType<PageProps>;
  /** `/SEGMENT/PART` leads to it too, for any part. */
  readonly hasParts?: true;
  /** With an icon, the sidebar leads to it. */
  readonly icon?: IconName;
};

/** A screen of the settings, at `/settings/ID`. */
export type SettingsTab = {
  readonly id: string;
  /** Of the reader herself, or of the whole server. */
  readonly group: 'me' | 'server';
  readonly title: string;
  readonly icon: IconName;
  readonly isFor: (me: User) => boolean;
  /** Rendered below the title, which the shell shows. */
  readonly Content: ComponentType;
  /** What waits there: then the sidebar leads to it. */
  readonly Count?: ComponentType<CountProps>;
};

export type ShortcutGroup = 'moving' | 'inbox' | 'writing' | 'message';

export type Shortcut = {
  readonly group: ShortcutGroup;
  /** What it does, in the sheet. */
  readonly label: string;
  /** As the sheet shows them; none, and the sheet leaves it out. */
  readonly keys: readonly string[];
  /** As `chordOf` calls keys: works everywhere, in fields too. */
  readonly everywhere?: Readonly<Record<string, (shell: Shell) => void>>;
  /** By `KeyboardEvent.key`: works outside of fields. What answers false has left the key to be typed. */
  readonly outsideFields?: Readonly<Record<string, (shell: Shell) => unknown>>;
};

/** What a feature brings to the shell, which knows none by name. Listed in `app/features.ts`. */
export type Feature = {
  /** What `/` shows beside the sidebar. One feature has it. */
  readonly home?: ComponentType;
  readonly pages?: readonly Page[];
  /** Lines below the pages in the sidebar, where something waits for the reader elsewhere. One feature has it. */
  readonly Waiting?: ComponentType;
  readonly panels?: readonly Panel[];
  readonly roomCommands?: readonly RoomCommand[];
  /** What one can begin with: the sidebar's +, and an empty inbox. */
  readonly beginnings?: readonly Beginning[];
  /** What the owner of an empty server begins with. */
  readonly firstSteps?: readonly Command[];
  /** Items of the reader's own menu. */
  readonly ownCommands?: readonly Beginning[];
  readonly shortcuts?: readonly Shortcut[];
  /** Asks whom to write to. One feature has it. */
  readonly write?: () => void;
  /** Opens the way to any conversation, or (`@`) to a person. One feature has it. */
  readonly jump?: (start: '' | '@', shell: Shell) => void;
};
