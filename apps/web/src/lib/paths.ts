/** The segment of the panel with a thread; the number of its root follows. */
export const threadPanel = 't';

/** Every address inside the app. */
export const paths = {
  inbox: '/',
  page: (segment: string): string => `/${segment}`,
  rooms: '/rooms',
  settings: '/settings',
  /** Before the code of an invitation. */
  invite: '/invite/',
  settingsTab: (id: string): string => `/settings/${id}`,
  /** Makes the server's first owner, with the token behind the `#`. */
  setup: '/setup',
  /** Sets a password, with the token behind the `#`. */
  password: '/password',
  /** Confirms an address of mail, with the token behind the `#`. */
  address: '/address',
  /** Ends letters that tell what waits, with the word behind the `#`. */
  unsubscribe: '/unsubscribe',
  room: (room: string): string => `/r/${encodeURIComponent(room)}`,
  /** A direct conversation by its id, or the one with somebody by theirs: names may pass to others, ids do not. */
  direct: (id: string): string => `/d/${encodeURIComponent(id)}`,
  /** A group, by its id. */
  group: (id: string): string => `/g/${encodeURIComponent(id)}`,
  /** A panel beside the conversation at `path`. */
  panel: (path: string, segment: string): string => `${path}/${segment}`,
  /** The thread of a message, beside the conversation at `path`. */
  thread: (path: string, seq: number): string => `${path}/${threadPanel}/${seq}`,
  /** A message in the conversation, or the thread, at `path`. */
  message: (path: string, seq: number): string => `${path}/m/${seq}`,
} as const;

type Kept = {
  readonly conversation: string;
  readonly kind: 'room' | 'direct' | 'group' | 'thread';
  readonly root?: { readonly conversation: string; readonly seq: number } | undefined;
};

const kinds: Readonly<Record<string, 'room' | 'direct' | 'group'>> = { r: 'room', d: 'direct', g: 'group' };

/** A thread stands beside the conversation of its root. */
export const conversationPath = ({ conversation, kind, root }: Kept): string =>
  kind !== 'thread'
    ? paths[kind](conversation)
    : paths.thread(paths[kinds[root?.conversation[0] ?? ''] ?? 'room'](root?.conversation ?? ''), root?.seq ?? 0);

type Open = {
  /** The message that the address leads to. */
  readonly seq: number | undefined;
  /** The segment of the panel that is open. */
  readonly panel: string | undefined;
  /** Of the panel with a thread: the number of its root. */
  readonly thread?: number | undefined;
  /** In a thread: the message that the address leads to. */
  readonly reply?: number | undefined;
};

/** The address of what is open in the conversation at `path`. */
export const pathWithin = (path: string, { seq, panel, thread, reply }: Open): string =>
  thread !== undefined
    ? paths.thread(path, thread) + (reply === undefined ? '' : `/m/${reply}`)
    : seq !== undefined
      ? paths.message(path, seq)
      : panel !== undefined
        ? paths.panel(path, panel)
        : path;

export type Place =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'page'; readonly segment: string; readonly part: string | undefined }
  | ({ readonly kind: 'room'; readonly room: string } & Open)
  /** `id`: the conversation's, or the other person's. */
  | ({ readonly kind: 'direct'; readonly id: string } & Open)
  | ({ readonly kind: 'group'; readonly id: string } & Open)
  /** As direct conversations were addressed before version 0.3. */
  | ({ readonly kind: 'named'; readonly username: string } & Open)
  | { readonly kind: 'unknown' };

/** The segments that lead somewhere. */
export type Segments = {
  readonly pages: readonly string[];
  /** The pages that say themselves what follows. */
  readonly withParts: readonly string[];
  readonly panels: readonly string[];
};

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

const numberIn = (part: string | undefined): number | undefined =>
  part !== undefined && /^[1-9]\d{0,14}$/.test(part) ? Number(part) : undefined;

const heads = ['r', 'd', 'g', 'dm'];

/** Where a pathname leads. */
export const placeOf = (pathname: string, { pages, withParts, panels }: Segments): Place => {
  const [head, name, sub, number, within, inner, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  if (head === undefined) return pathname === '/' ? { kind: 'inbox' } : { kind: 'unknown' };
  const isPage = name === undefined ? pages.includes(head) : sub === undefined && withParts.includes(head);
  if (isPage) return { kind: 'page', segment: head, part: name };
  if (!heads.includes(head) || name === undefined || rest.length > 0) return { kind: 'unknown' };
  const numbered = numberIn(number);
  const reply = sub === threadPanel && within === 'm' ? numberIn(inner) : undefined;
  if (within !== undefined && reply === undefined) return { kind: 'unknown' };
  const seq = sub === 'm' ? numbered : undefined;
  const thread = sub === threadPanel ? numbered : undefined;
  const isPanel = sub === threadPanel ? thread !== undefined : number === undefined;
  const panel = sub !== undefined && isPanel && panels.includes(sub) ? sub : undefined;
  if (sub !== undefined && seq === undefined && panel === undefined) return { kind: 'unknown' };
  if (head === 'r') return { kind: 'room', room: name, seq, panel, thread, reply };
  if (head === 'd') return { kind: 'direct', id: name, seq, panel, thread, reply };
  if (head === 'g') return { kind: 'group', id: name, seq, panel, thread, reply };
  return { kind: 'named', username: name.replace(/^@/, ''), seq, panel };
};
