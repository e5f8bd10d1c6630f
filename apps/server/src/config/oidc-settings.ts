import * as z from 'zod';

/** A provider of sign-on, as the operator has connected it. */
export type OidcConfig = {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly domains: readonly string[];
  readonly groupsClaim: string;
  readonly adminGroups: readonly string[];
};

const words = (separator: string | RegExp) =>
  z
    .string()
    .max(4_096)
    .transform((list) =>
      list
        .split(separator)
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    );

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** An address that nobody on the way can read or change: https, or http on this machine. */
const secretAddress = z
  .string()
  .max(2_000)
  .refine((text) => {
    try {
      const { protocol, hostname, username, search, hash } = new URL(text);
      return (
        username === '' &&
        search === '' &&
        hash === '' &&
        (protocol === 'https:' || (protocol === 'http:' && loopback.includes(hostname)))
      );
    } catch {
      return false;
    }
  }, 'must be an https address');

/** The settings of one provider: `ROOKERY_OIDC_` and a word of your own, then one of these. */
const oidcFields = {
  ISSUER: {
    schema: secretAddress,
    about:
      'Connects a provider of OpenID Connect for sign-on: its issuer. In the place of CORP a word of your own (letters and digits, as often as there are providers), which is in the address of its callback: ROOKERY_PUBLIC_URL/api/v1/sso/corp/callback. See accounts.md.',
    fallback: '',
    example: 'https://login.example.com',
  },
  CLIENT_ID: {
    schema: z.string().max(1_024),
    about: 'What the provider calls this server.',
    fallback: '',
    example: 'rookery',
  },
  CLIENT_SECRET: {
    schema: z.string().max(1_024),
    about: 'The secret that the provider has given this server.',
    fallback: '',
    example: '(a secret)',
    secret: true,
  },
  NAME: {
    schema: z.string().max(64),
    about: 'What stands on the button; without it the word of your own.',
    fallback: '',
    example: 'Example Inc.',
  },
  SCOPES: {
    schema: z
      .string()
      .max(1_024)
      .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'must be words with spaces between them'),
    about: 'What is asked of the provider.',
    fallback: 'openid profile email',
    example: 'openid profile email groups',
  },
  DOMAINS: {
    schema: words(','),
    about:
      'Lets in only those whose address is confirmed by the provider and in one of these domains: a comma list. Without it whoever the provider knows: set it where anybody may register there.',
    fallback: '',
    example: 'example.com,example.org',
  },
  GROUPS_CLAIM: {
    schema: z.string().max(255),
    about: 'The claim that holds a person’s groups.',
    fallback: 'groups',
    example: 'roles',
  },
  ADMIN_GROUPS: {
    schema: words(','),
    about:
      'Groups whose members are admins of this server: a comma list. Who signs in by this provider and is in none of them ceases to be an admin; owners stay owners.',
    fallback: '',
    example: 'chat-admins',
  },
} as const;

type Field = keyof typeof oidcFields;
const fieldNames = Object.keys(oidcFields) as Field[];

const prefix = 'ROOKERY_OIDC_';

/** As `settingList` has them, for the documents. */
export const oidcSettingList = fieldNames.map((field) => ({ name: `${prefix}CORP_${field}`, ...oidcFields[field] }));

/** The provider's word and the field; null where it is none of these settings. */
function partsOf(name: string): { readonly word: string; readonly field: Field } | null {
  const [, word, rest] = /^ROOKERY_OIDC_([A-Z0-9]{1,16})_([A-Z_]+)$/.exec(name) ?? [];
  const field = fieldNames.find((one) => one === rest);
  return word === undefined || field === undefined ? null : { word, field };
}

export const isOidcSetting = (name: string): boolean => partsOf(name) !== null;

/** The providers, in the order of their words. Faults are added by name, never by value. */
export function readOidc(
  environment: Readonly<Record<string, string | undefined>>,
  faults: string[],
): readonly OidcConfig[] {
  const given = Object.keys(environment).flatMap((name) => (environment[name] ? (partsOf(name)?.word ?? []) : []));
  return [...new Set(given)].toSorted().map((word) => {
    const read = <Name extends Field>(field: Name): z.output<(typeof oidcFields)[Name]['schema']> | null => {
      const name = `${prefix}${word}_${field}`;
      const text = environment[name] || oidcFields[field].fallback;
      if (text === '') return null;
      const parsed = z.safeParse(
        oidcFields[field].schema as unknown as z.ZodType<z.output<(typeof oidcFields)[Name]['schema']>>,
        text,
      );
      if (parsed.success) return parsed.data;
      faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
      return null;
    };
    for (const field of ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'] as const)
      if (!environment[`${prefix}${word}_${field}`]) faults.push(`${prefix}${word}_${field} is missing.`);
    return {
      id: word.toLowerCase(),
      name: read('NAME') ?? word,
      issuer: read('ISSUER') ?? '',
      clientId: read('CLIENT_ID') ?? '',
      clientSecret: read('CLIENT_SECRET') ?? '',
      scopes: read('SCOPES') ?? '',
      domains: (read('DOMAINS') ?? []).map((domain) => domain.toLowerCase()),
      groupsClaim: read('GROUPS_CLAIM') ?? '',
      adminGroups: read('ADMIN_GROUPS') ?? [],
    };
  });
}
