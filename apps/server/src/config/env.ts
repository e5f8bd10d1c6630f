import { join } from 'node:path';
import * as z from 'zod';
import { isOidcSetting, readOidc } from './oidc-settings.ts';
import type { OidcConfig } from './oidc-settings.ts';
import { readLdap } from './ldap-settings.ts';
import type { LdapConfig } from './ldap-settings.ts';
import { settings } from './settings.ts';
import type { ClamdAddress } from './clamd-address.ts';
import type { FilesPlace } from './files-place.ts';
import type { SettingName } from './settings.ts';

export type Config = {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** Where the bytes of files lie. */
  readonly files: FilesPlace;
  /** Where old messages go, and which; null: they stay in the store. */
  readonly history: { readonly place: FilesPlace; readonly days: number; readonly messages: number } | null;
  /** Whether links in messages are looked up. */
  readonly linkPreviews: boolean;
  /** Whether it is noted for a day what becomes of messages. */
  readonly messageTraces: boolean;
  /** Whether devices are pushed to. */
  readonly webPush: boolean;
  /** `host` or `host:port` that requests made for others may reach, whatever address they have. */
  readonly outboundAllow: readonly string[];
  /** Null: nobody looks for what does harm in them. */
  readonly clamd: { readonly address: ClamdAddress; readonly acceptsUnscanned: boolean } | null;
  /** Before the place of a file that a web server gives out; '' where there is none. */
  readonly filesRedirect: string;
  readonly nodeName: string;
  /** '' where it has no name. */
  readonly installation: string;
  /** '' or `/chat`: before every address. */
  readonly basePath: string;
  /** Its origin; null where it is not said. */
  readonly publicUrl: string | null;
  readonly allowedOrigins: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly trustedProxies: readonly string[];
  /** Null: HTTP. */
  readonly tls: TlsFiles | null;
  readonly maxConnections: number;
  readonly metricsFrom: readonly string[];
  readonly reservedNames: readonly string[];
  readonly anonymousLists: boolean;
  /** Null: they stay for good. */
  readonly emptyRoomDays: number | null;
  readonly rateLimits: boolean;
  /** Of one address. */
  readonly guestsPerMinute: number;
  readonly logLevel: string;
  /** The collector of traces, and the share of requests that are traced; null: none. */
  readonly traces: { readonly url: string; readonly share: number } | null;
  readonly redis: RedisConfig | null;
  /** The address of a PostgreSQL; null: each node has an index of its own. */
  readonly search: string | null;
  /** Null: this server sends no mail. */
  readonly mail: { readonly url: string; readonly from: { readonly name: string; readonly address: string } } | null;
  /** What it tells by mail to those who are away; null: nothing. */
  readonly digest: { readonly afterMs: number; readonly hasWords: boolean } | null;
  /** Null: there is no directory. */
  readonly ldap: LdapConfig | null;
  /** Providers of sign-on. */
  readonly oidc: readonly OidcConfig[];
};

/** Names of PEM files. */
export type TlsFiles = { readonly cert: string; readonly key: string };

export type RedisConfig = {
  readonly nodes: readonly string[];
  readonly username: string;
  readonly password: string;
  readonly tls: { readonly caFile: string } | null;
  /** '' for none. */
  readonly prefix: string;
};

/** The environment as settings, or all its faults in one list: by name, never by value. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly config: Config } | { readonly faults: readonly string[] } {
  const faults: string[] = [];
  for (const name of Object.keys(environment))
    if (name.startsWith('ROOKERY_') && !Object.hasOwn(settings, name) && !isOidcSetting(name))
      faults.push(`${name} is not a setting.`);

  const read = <Name extends SettingName>(name: Name): z.output<(typeof settings)[Name]['schema']> | null => {
    const given = environment[name];
    const text = given === undefined || given === '' ? settings[name].fallback : given;
    if (text === '') return null;
    const parsed = z.safeParse(
      settings[name].schema as unknown as z.ZodType<z.output<(typeof settings)[Name]['schema']>>,
      text,
    );
    if (parsed.success) return parsed.data;
    faults.push(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    return null;
  };

  const nodes = read('REDIS_NODES');
  const username = read('REDIS_USERNAME') ?? '';
  const password = read('REDIS_PASSWORD') ?? '';
  const prefix = read('ROOKERY_REDIS_PREFIX') ?? '';
  const tls = read('REDIS_TLS') === 'on';
  const caFile = read('REDIS_TLS_CA') ?? '';
  const cert = read('ROOKERY_TLS_CERT') ?? '';
  const key = read('ROOKERY_TLS_KEY') ?? '';
  if ((cert === '') !== (key === '')) faults.push('ROOKERY_TLS_CERT and ROOKERY_TLS_KEY need each other.');
  if (!nodes && (username || password)) faults.push('REDIS_PASSWORD and REDIS_USERNAME need REDIS_NODES.');
  if (!nodes && prefix) faults.push('ROOKERY_REDIS_PREFIX needs REDIS_NODES.');
  if (username && !password) faults.push('REDIS_USERNAME needs REDIS_PASSWORD.');
  if (caFile && !tls) faults.push('REDIS_TLS_CA needs REDIS_TLS=on.');

  const tracesUrl = read('ROOKERY_TRACES');
  if (environment['ROOKERY_TRACES_SHARE'] && !environment['ROOKERY_TRACES'])
    faults.push('ROOKERY_TRACES_SHARE needs ROOKERY_TRACES.');
  const historyPlace = read('ROOKERY_BLOCKS');
  if (!nodes && historyPlace) faults.push('ROOKERY_BLOCKS needs REDIS_NODES.');
  for (const name of ['ROOKERY_BLOCKS_DAYS', 'ROOKERY_BLOCKS_MESSAGES'])
    if (environment[name] && !environment['ROOKERY_BLOCKS']) faults.push(`${name} needs ROOKERY_BLOCKS.`);
  const historyDays = read('ROOKERY_BLOCKS_DAYS') ?? 0;
  const historyMessages = read('ROOKERY_BLOCKS_MESSAGES') ?? 0;
  if (historyPlace && environment['ROOKERY_BLOCKS'] === environment['ROOKERY_FILES'])
    faults.push('ROOKERY_BLOCKS and ROOKERY_FILES need places of their own.');

  const ldap = readLdap(read, faults);
  const publicUrl = read('ROOKERY_PUBLIC_URL');
  const smtpUrl = read('ROOKERY_SMTP_URL');
  const mailFrom = read('ROOKERY_MAIL_FROM');
  if (smtpUrl && !environment['ROOKERY_MAIL_FROM']) faults.push('ROOKERY_SMTP_URL needs ROOKERY_MAIL_FROM.');
  if (mailFrom && !environment['ROOKERY_SMTP_URL']) faults.push('ROOKERY_MAIL_FROM needs ROOKERY_SMTP_URL.');
  if (smtpUrl && !environment['ROOKERY_PUBLIC_URL'])
    faults.push('ROOKERY_SMTP_URL needs ROOKERY_PUBLIC_URL, with which links in mail begin.');
  const digestAfterHours = read('ROOKERY_DIGEST_AFTER_HOURS') ?? 0;
  for (const name of ['ROOKERY_DIGEST_AFTER_HOURS', 'ROOKERY_DIGEST_WORDS'])
    if (environment[name] && !environment['ROOKERY_SMTP_URL']) faults.push(`${name} needs ROOKERY_SMTP_URL.`);
  const oidc = readOidc(environment, faults);
  if (oidc.length > 0 && publicUrl === null && !environment['ROOKERY_PUBLIC_URL'])
    faults.push('Providers of sign-on (ROOKERY_OIDC_…) need ROOKERY_PUBLIC_URL, to which they send browsers back.');

  const dataDir = read('ROOKERY_DATA_DIR') ?? '';
  const clamd = read('ROOKERY_CLAMD');
  const acceptsUnscanned = read('ROOKERY_CLAMD_AWAY') === 'accept';
  const config: Config = {
    port: read('PORT') ?? 0,
    host: read('HOST') ?? '',
    dataDir,
    files: read('ROOKERY_FILES') ?? { kind: 'directory', path: join(dataDir, 'files') },
    history: historyPlace && { place: historyPlace, days: historyDays, messages: historyMessages },
    linkPreviews: read('ROOKERY_LINK_PREVIEWS') === 'on',
    messageTraces: read('ROOKERY_MESSAGE_TRACES') === 'on',
    webPush: read('ROOKERY_WEB_PUSH') === 'on',
    outboundAllow: read('ROOKERY_OUTBOUND_ALLOW') ?? [],
    clamd: clamd && { address: clamd, acceptsUnscanned },
    filesRedirect: read('ROOKERY_FILES_REDIRECT') ?? '',
    nodeName: read('ROOKERY_NODE_NAME') ?? '',
    installation: read('ROOKERY_INSTALLATION') ?? '',
    basePath: read('ROOKERY_BASE_PATH') ?? '',
    publicUrl,
    allowedHosts: [
      ...(read('ROOKERY_ALLOWED_HOSTS') ?? []),
      ...(publicUrl === null ? [] : [new URL(publicUrl).hostname]),
    ],
    allowedOrigins: read('ROOKERY_ALLOWED_ORIGINS') ?? [],
    trustedProxies: read('ROOKERY_TRUSTED_PROXIES') ?? [],
    tls: cert && key ? { cert, key } : null,
    maxConnections: read('ROOKERY_MAX_CONNECTIONS') ?? 0,
    metricsFrom: read('ROOKERY_METRICS_FROM') ?? [],
    reservedNames: read('ROOKERY_RESERVED_NAMES') ?? [],
    anonymousLists: read('ROOKERY_ANONYMOUS_LISTS') === 'on',
    emptyRoomDays: read('ROOKERY_EMPTY_ROOM_DAYS'),
    rateLimits: read('ROOKERY_RATE_LIMITS') === 'on',
    guestsPerMinute: read('ROOKERY_GUESTS_PER_MINUTE') ?? 0,
    logLevel: read('ROOKERY_LOG_LEVEL') ?? 'info',
    traces: tracesUrl === null ? null : { url: tracesUrl, share: read('ROOKERY_TRACES_SHARE') ?? 0 },
    redis: nodes ? { nodes, username, password, tls: tls ? { caFile } : null, prefix } : null,
    oidc,
    ldap,
    search: read('ROOKERY_SEARCH'),
    mail: smtpUrl && mailFrom ? { url: smtpUrl, from: mailFrom } : null,
    digest:
      digestAfterHours > 0
        ? { afterMs: Math.round(digestAfterHours * 3_600_000), hasWords: read('ROOKERY_DIGEST_WORDS') === 'on' }
        : null,
  };
  return faults.length > 0 ? { faults } : { config };
}
