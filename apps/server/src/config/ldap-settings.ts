import * as z from 'zod';

/** The directory of people, as the operator has connected it. */
export type LdapConfig = {
  readonly url: string;
  readonly startTls: boolean;
  /** '' for the authorities that Node.js knows. */
  readonly caFile: string;
  readonly base: string;
  readonly bindDn: string;
  readonly bindPassword: string;
  readonly filter: string;
  readonly nameAttribute: string;
  readonly idAttribute: string;
  /** '' for none. */
  readonly adminGroup: string;
  readonly syncMs: number;
};

const distinguishedName = z
  .string()
  .max(2_000)
  .regex(/^[^\s=,]+=.+$/, 'must be a distinguished name such as ou=people,dc=example,dc=com');
const attribute = z.string().regex(/^[A-Za-z][A-Za-z0-9;-]{0,99}$/, 'must be the name of an attribute');

/** Part of the table in settings.ts. */
export const ldapSettings = {
  ROOKERY_LDAP_URL: {
    schema: z
      .string()
      .max(2_000)
      .regex(/^ldaps?:\/\/[^\s/?#@]+\/?$/, 'must be ldap:// or ldaps:// and a host'),
    about: 'Connects a directory: whoever it knows signs in with her name and password there. See accounts.md.',
    fallback: '',
    example: 'ldaps://ldap.example.com',
  },
  ROOKERY_LDAP_START_TLS: {
    schema: z.enum(['on', 'off']),
    about: 'Whether ldap:// becomes secret (StartTLS) before anything is said. off only where nobody is on the way.',
    fallback: 'on',
    example: 'off',
  },
  ROOKERY_LDAP_CA: {
    schema: z.string().max(4_096),
    about:
      'File with the certificate authority that signed the directory’s certificate (PEM); without it those that Node.js knows.',
    fallback: '',
    example: '/etc/rookery/ldap-ca.pem',
  },
  ROOKERY_LDAP_BASE: {
    schema: distinguishedName,
    about: 'Below it people are looked for.',
    fallback: '',
    example: 'ou=people,dc=example,dc=com',
  },
  ROOKERY_LDAP_BIND_DN: {
    schema: distinguishedName,
    about: 'Who looks people up; without it nobody in particular does (an anonymous search).',
    fallback: '',
    example: 'cn=rookery,ou=services,dc=example,dc=com',
  },
  ROOKERY_LDAP_BIND_PASSWORD: {
    schema: z.string().max(1_024),
    about: 'The password of who looks people up.',
    fallback: '',
    example: '(a secret)',
    secret: true,
  },
  ROOKERY_LDAP_FILTER: {
    schema: z
      .string()
      .max(4_096)
      .regex(/^\(.*\)$/, 'must be a filter in parentheses'),
    about: 'Who may come in. Whoever no longer fits is signed out.',
    fallback: '(objectClass=person)',
    example: '(&(objectClass=person)(memberOf=cn=chat,ou=groups,dc=example,dc=com))',
  },
  ROOKERY_LDAP_NAME_ATTRIBUTE: {
    schema: attribute,
    about: 'The name with which people sign in.',
    fallback: 'uid',
    example: 'mail',
  },
  ROOKERY_LDAP_ID_ATTRIBUTE: {
    schema: attribute,
    about: 'What never changes of a person and is text; set it once, for good.',
    fallback: 'entryUUID',
    example: 'ipaUniqueID',
  },
  ROOKERY_LDAP_ADMIN_GROUP: {
    schema: distinguishedName,
    about:
      'A group (member or uniqueMember) whose members are admins of this server. Whoever has come by the directory and is not in it ceases to be an admin; owners stay owners.',
    fallback: '',
    example: 'cn=chat-admins,ou=groups,dc=example,dc=com',
  },
  ROOKERY_LDAP_SYNC_SECONDS: {
    schema: z.coerce.number().int().min(1, 'must be from 1 to 240').max(240, 'must be from 1 to 240'),
    about: 'How often it is looked whether those who have come by the directory are still there, s.',
    fallback: '120',
    example: '60',
  },
} as const;

type Name = keyof typeof ldapSettings;
/** A setting, or what stands for it; null where there is neither. */
type Read = <One extends Name>(name: One) => z.output<(typeof ldapSettings)[One]['schema']> | null;

/** Null where no directory is connected. Faults are added by name, never by value. */
export function readLdap(read: Read, faults: string[]): LdapConfig | null {
  const text = (name: Exclude<Name, 'ROOKERY_LDAP_SYNC_SECONDS'>): string => read(name) ?? '';
  const config: LdapConfig = {
    url: text('ROOKERY_LDAP_URL'),
    startTls: read('ROOKERY_LDAP_START_TLS') === 'on',
    caFile: text('ROOKERY_LDAP_CA'),
    base: text('ROOKERY_LDAP_BASE'),
    bindDn: text('ROOKERY_LDAP_BIND_DN'),
    bindPassword: text('ROOKERY_LDAP_BIND_PASSWORD'),
    filter: text('ROOKERY_LDAP_FILTER'),
    nameAttribute: text('ROOKERY_LDAP_NAME_ATTRIBUTE'),
    idAttribute: text('ROOKERY_LDAP_ID_ATTRIBUTE'),
    adminGroup: text('ROOKERY_LDAP_ADMIN_GROUP'),
    syncMs: (read('ROOKERY_LDAP_SYNC_SECONDS') ?? 0) * 1_000,
  };
  const { url, base, bindDn, bindPassword, caFile, adminGroup } = config;
  if ((bindDn === '') !== (bindPassword === ''))
    faults.push('ROOKERY_LDAP_BIND_DN and ROOKERY_LDAP_BIND_PASSWORD need each other.');
  if (url === '' && [base, bindDn, bindPassword, caFile, adminGroup].some((given) => given !== ''))
    faults.push('ROOKERY_LDAP_… need ROOKERY_LDAP_URL.');
  if (url !== '' && base === '') faults.push('ROOKERY_LDAP_URL needs ROOKERY_LDAP_BASE.');
  return url === '' ? null : config;
}
