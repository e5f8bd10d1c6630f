import type { AuditAct, AuditRecord } from '@rookery/protocol';

/** The sentence of each act, by the id of its words. */
const words: Readonly<Record<AuditAct, string>> = {
  setup: 'audit.setup',
  'shell:owner': 'audit.owner',
  'shell:password-link': 'audit.link',
  'shell:codes-off': 'audit.codesOff',
  'shell:raise-level': 'audit.level',
  'admin:person': 'audit.standing',
  'admin:settings': 'audit.settings',
  'invite:create': 'audit.inviteMade',
  'invite:revoke': 'audit.inviteEnded',
  'invite:accept': 'audit.inviteUsed',
  'sso:groups': 'audit.signOnRole',
  'ldap:groups': 'audit.directoryRole',
  'room:role': 'audit.role',
  'room:mute': 'audit.mute',
  'room:ban': 'audit.ban',
  'room:unban': 'audit.unban',
  'room:remove': 'audit.remove',
  'room:edit': 'audit.edit',
  'room:delete': 'audit.delete',
  'room:export': 'audit.exported',
  'hold:set': 'audit.hold',
  'message:delete': 'audit.message',
  'message:links': 'audit.links',
  'report:close': 'audit.report',
  unreadable: 'audit.unreadable',
};

const isKnown = (act: string): act is AuditAct => Object.hasOwn(words, act);

/** The id of an act's sentence. What only a later version of the server does is told by the name that it has there. */
export function actWords({ act, target, after }: AuditRecord): string {
  if (act === 'room:mute' && !after) return 'audit.unmute';
  if (act === 'hold:set' && target.user) return 'audit.holdPerson';
  if (act === 'report:close' && target.room !== undefined) return 'audit.reportIn';
  if (act === 'invite:revoke' && target.room !== undefined) return 'audit.inviteEndedIn';
  if (act === 'admin:person' && after?.['deactivated'] === true) return 'audit.deactivate';
  if (act === 'admin:person' && after?.['deactivated'] === false) return 'audit.activate';
  if (act === 'admin:person' && after?.['endSessions']) return 'audit.sessions';
  if (act === 'admin:person' && after?.['passwordLink']) return 'audit.link';
  if (isKnown(act)) return words[act];
  return target.user ? 'audit.otherTo' : 'audit.other';
}
