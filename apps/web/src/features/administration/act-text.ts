import { rightsTable, type AuditRecord, type Right } from '@rookery/protocol';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { duration } from '../../lib/duration.ts';
import { nameOf } from '../../lib/name-of.ts';
import { levelWords, rightWords } from '../../lib/right-words.ts';
import { sizeParts } from '../../lib/size-parts.ts';
import type { Text } from '../../locales/text.ts';
import { actWords } from './act-words.ts';

/** What was done by whom to whom, in a sentence. `roomName` knows the private rooms that the reader is in. */
export function actText(text: Text, record: AuditRecord, roomName: (id: string) => string | undefined): string {
  const { by, target, act } = record;
  return text(actWords(record), {
    by: by === null ? text('audit.shell') : nameOf(text, by),
    name: target.user ? nameOf(text, target.user) : '',
    room: target.name ?? roomName(target.room ?? '') ?? text('audit.aRoom'),
    act,
  });
}

type Words = Readonly<Record<string, string>>;

/** Fields that have words of their own; others are shown as the server names them. */
const labels: Words = {
  until: 'audit.until',
  role: 'audit.fieldRole',
  slowModeMs: 'audit.fieldSlowMode',
  history: 'audit.fieldHistory',
  picture: 'picture.title',
  name: 'audit.fieldName',
  guests: 'audit.fieldGuests',
  registration: 'audit.fieldRegistration',
  roomCreation: 'audit.fieldRoomCreation',
  linkPreviews: 'audit.fieldLinkPreviews',
  findEverybody: 'audit.fieldFindEverybody',
  fileBytes: 'audit.fieldFileBytes',
  guestFileBytes: 'audit.fieldGuestFileBytes',
  dayFileBytes: 'audit.fieldDayFileBytes',
  guestDayFileBytes: 'audit.fieldGuestDayFileBytes',
  retentionDays: 'audit.fieldRetentionDays',
  retentionMessages: 'audit.fieldRetentionMessages',
  held: 'audit.fieldHeld',
  level: 'audit.fieldLevel',
  uses: 'audit.fieldUses',
  expiresAt: 'audit.fieldExpires',
  action: 'audit.fieldAction',
};

/** Values of a field that have words. */
const values: Readonly<Record<string, Words>> = {
  role: {
    member: 'link.role.member',
    moderator: 'members.moderator',
    admin: 'link.role.admin',
    owner: 'link.role.owner',
  },
  registration: {
    open: 'entrance.registration.open',
    invite: 'entrance.registration.invite',
    closed: 'entrance.registration.closed',
  },
  roomCreation: {
    guest: 'entrance.roomCreation.guest',
    member: 'entrance.roomCreation.member',
    admin: 'entrance.roomCreation.admin',
    owner: 'entrance.roomCreation.owner',
  },
  history: { 'since-join': 'audit.history.sinceJoin' },
  action: {
    deleted: 'audit.action.deleted',
    muted: 'audit.action.muted',
    banned: 'audit.action.banned',
    dismissed: 'audit.action.dismissed',
  },
};

/** What it means that a field has no value. */
const nothing: Words = {
  until: 'audit.forGood',
  expiresAt: 'audit.forGood',
  uses: 'link.anyNumber',
  role: 'link.role.member',
  history: 'audit.history.all',
};

function said(text: Text, field: string, value: unknown, locale: string): string {
  if (value === null || value === undefined) return text(nothing[field] ?? 'audit.nothing');
  if (typeof value === 'boolean') return text(value ? 'audit.yes' : 'audit.no');
  if (typeof value === 'number') {
    if (field === 'until' || field === 'expiresAt') return dateAndTime(value, locale);
    if (field === 'slowModeMs') return duration(value, locale);
    if (field.endsWith('ileBytes')) return Object.values(sizeParts(value)).join(' ');
    if (field === 'uses') return text('link.people', { count: value });
  }
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key}: ${String(one)}`)
      .join(', ');
  // Which one tells nobody anything.
  if (field === 'picture') return text('audit.yes');
  const id = values[field]?.[String(value)];
  return id === undefined ? String(value) : text(id);
}

/** Fields that the sentence has told already. */
const told: ReadonlySet<string> = new Set(['deactivated', 'endSessions', 'passwordLink']);

type Details = Readonly<Record<string, unknown>>;

/** Each right that belongs to others than before: `Write messages: Everybody → Moderators`. */
function rightsTexts(text: Text, before: unknown, after: unknown): string[] {
  const [was, is] = [before, after].map((rights) => ({ ...rightsTable, ...(rights as Details | null | undefined) }));
  return (Object.keys(rightsTable) as Right[])
    .filter((right) => was?.[right] !== is?.[right])
    .map((right) => {
      const [from, to] = [was, is].map((levels) => text(levelWords[levels?.[right] ?? rightsTable[right]]));
      return `${text(rightWords[right])}: ${from} → ${to}`;
    });
}

/** What was before, and is since then: `role: Member → Moderator`. */
export function changesText(text: Text, { act, before, after }: AuditRecord, locale: string): string {
  // The end of a mute or ban: when it would have ended tells nobody anything.
  if (!after && (act === 'room:unban' || act === 'room:mute')) return '';
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .filter((field) => !told.has(field))
    .flatMap((field) => {
      if (field === 'rights') return rightsTexts(text, before?.[field], after?.[field]);
      const label = labels[field] === undefined ? field : text(labels[field]);
      const value = (of: Details) => said(text, field, of[field], locale);
      // Of what is no more only what it was can be said.
      if (!after) return before ? [`${label}: ${value(before)}`] : [];
      if (field === 'until' && after[field] === null) return [value(after)];
      return [before && field in before ? `${label}: ${value(before)} → ${value(after)}` : `${label}: ${value(after)}`];
    })
    .join(' · ');
}
