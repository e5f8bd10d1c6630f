/** Every address inside the app. */
export const paths = {
  inbox: '/',
  page: (segment: string): string => `/${segment}`,
  rooms: '/rooms',
  room: (room: string): string => `/r/${encodeURIComponent(room)}`,
  // `/dm/..` would be the inbox, however it is encoded; no username has an `@`.
  direct: (username: string): string => `/dm/${/^\.+$/.test(username) ? '@' : ''}${encodeURIComponent(username)}`,
  /** A panel beside the conversation at `path`. */
  panel: (path: string, segment: string): string => `${path}/${segment}`,
  /** A message in the conversation at `path`. */
  message: (path: string, seq: number): string => `${path}/m/${seq}`,
} as const;

type Kept = {
  readonly conversation: string;
  readonly kind: 'room' | 'direct';
  readonly user?: { readonly username: string } | undefined;
};

export const conversationPath = ({ conversation, kind, user }: Kept): string =>
  kind === 'direct' && user ? paths.direct(user.username) : paths.room(conversation);

type Open = {
  /** The message that the address leads to. */
  readonly seq: number | undefined;
  /** The segment of the panel that is open. */
  readonly panel: string | undefined;
};

export type Place =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'page'; readonly segment: string }
  | ({ readonly kind: 'room'; readonly room: string } & Open)
  | ({ readonly kind: 'direct'; readonly username: string } & Open)
  | { readonly kind: 'unknown' };

/** The segments that lead somewhere. */
export type Segments = { readonly pages: readonly string[]; readonly panels: readonly string[] };

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

/** Where a pathname leads. */
export const placeOf = (pathname: string, { pages, panels }: Segments): Place => {
  const [head, name, sub, number, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  if (head === undefined) return pathname === '/' ? { kind: 'inbox' } : { kind: 'unknown' };
  if (name === undefined && pages.includes(head)) return { kind: 'page', segment: head };
  if ((head !== 'r' && head !== 'dm') || name === undefined || rest.length > 0) return { kind: 'unknown' };
  const seq = sub === 'm' && number !== undefined && /^[1-9]\d{0,14}$/.test(number) ? Number(number) : undefined;
  const panel = sub !== undefined && number === undefined && panels.includes(sub) ? sub : undefined;
  if (sub !== undefined && seq === undefined && panel === undefined) return { kind: 'unknown' };
  return head === 'r'
    ? { kind: 'room', room: name, seq, panel }
    : { kind: 'direct', username: name.replace(/^@/, ''), seq, panel };
};
