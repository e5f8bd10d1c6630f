/** Every address inside the app. */
export const paths = {
  inbox: '/',
  join: '/join',
  rooms: '/rooms',
  room: (room: string): string => `/r/${encodeURIComponent(room)}`,
  members: (room: string): string => `/r/${encodeURIComponent(room)}/members`,
  direct: (username: string): string => `/dm/${encodeURIComponent(username)}`,
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

export type Place =
  | { readonly kind: 'inbox' }
  | { readonly kind: 'rooms' }
  | { readonly kind: 'room'; readonly room: string; readonly seq: number | undefined; readonly members: boolean }
  | { readonly kind: 'direct'; readonly username: string; readonly seq: number | undefined }
  | { readonly kind: 'unknown' };

const decoded = (part: string): string | undefined => {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
};

/** Where a pathname leads. */
export const placeOf = (pathname: string): Place => {
  const [head, name, sub, number, ...rest] = pathname.split('/').filter(Boolean).map(decoded);
  if (head === undefined || (head === 'join' && name === undefined)) return { kind: 'inbox' };
  if (head === 'rooms' && name === undefined) return { kind: 'rooms' };
  if ((head !== 'r' && head !== 'dm') || name === undefined || rest.length > 0) return { kind: 'unknown' };
  const seq = sub === 'm' && number !== undefined && /^[1-9]\d{0,14}$/.test(number) ? Number(number) : undefined;
  const members = head === 'r' && sub === 'members' && number === undefined;
  if (sub !== undefined && seq === undefined && !members) return { kind: 'unknown' };
  return head === 'r' ? { kind: 'room', room: name, seq, members } : { kind: 'direct', username: name, seq };
};
