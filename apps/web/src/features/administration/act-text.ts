import type { AuditRecord } from '@rookery/protocol';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { nameOf } from '../../lib/name-of.ts';
import type { Text } from '../../locales/text.ts';

/** Acts that have a sentence of their own, by the id of their words. Others are shown as the server names them. */
const words: Readonly<Record<string, string>> = {
  'room:role': 'audit.role',
  'room:mute': 'audit.mute',
  'room:ban': 'audit.ban',
  'room:unban': 'audit.unban',
  'room:remove': 'audit.remove',
  'room:edit': 'audit.edit',
  'room:delete': 'audit.delete',
  'message:delete': 'audit.message',
  setup: 'audit.setup',
  'shell:owner': 'audit.owner',
  'shell:password-link': 'audit.link',
  'admin:person': 'audit.standing',
};

/** Of `admin:person`, by what it changed; a mute that ended. */
function wordsOf({ act, after }: AuditRecord): string | undefined {
  if (act === 'room:mute' && !after) return 'audit.unmute';
  if (act !== 'admin:person' || !after) return words[act];
  if (after['deactivated'] === true) return 'audit.deactivate';
  if (after['deactivated'] === false) return 'audit.activate';
  if (after['endSessions']) return 'audit.sessions';
  return after['passwordLink'] ? 'audit.link' : words[act];
}

/** What was done by whom to whom, in a sentence. */
export function actText(text: Text, record: AuditRecord): string {
  const { by, target, act } = record;
  const values = {
    by: by === null ? text('audit.shell') : nameOf(text, by),
    name: target.user ? nameOf(text, target.user) : '',
    room: target.name ?? target.room ?? '',
    act,
  };
  return text(wordsOf(record) ?? (target.user ? 'audit.otherTo' : 'audit.other'), values);
}

const said = (text: Text, field: string, value: unknown, locale: string): string => {
  if (value === null || value === undefined) return text(field === 'until' ? 'audit.forGood' : 'audit.usual');
  if (field === 'until' && typeof value === 'number') return dateAndTime(value, locale);
  if (field === 'slowModeMs' && typeof value === 'number') return text('audit.seconds', { count: value / 1_000 });
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, one]) => `${key}: ${String(one)}`)
      .join(', ');
  return String(value);
};

/** Fields that have words of their own; others are shown as the server names them. */
const labels: Readonly<Record<string, string>> = {
  until: 'audit.until',
  role: 'audit.fieldRole',
  rights: 'audit.fieldRights',
  slowModeMs: 'audit.fieldSlowMode',
  history: 'audit.fieldHistory',
};

/** Fields that the sentence has told already. */
const told: ReadonlySet<string> = new Set(['deactivated', 'endSessions', 'passwordLink']);

/** What was before, and is since then: `role: member → moderator`. */
export function changesText(text: Text, { act, before = {}, after = {} }: AuditRecord, locale: string): string {
  // The end of a mute or ban: when it would have ended tells nobody anything.
  if (act === 'room:unban' || (act === 'room:mute' && !('until' in after))) return '';
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !told.has(field));
  return fields
    .map((field) => {
      const now = said(text, field, after[field], locale);
      if (field === 'until' && after[field] === null) return now;
      const id = labels[field];
      const label = id === undefined ? field : text(id);
      return field in before ? `${label}: ${said(text, field, before[field], locale)} → ${now}` : `${label}: ${now}`;
    })
    .join(' · ');
}
