import { isIP } from 'node:net';
import * as z from 'zod';
import { clamdAddress } from './clamd-address.ts';
import { filesPlace } from './files-place.ts';
import { ldapSettings } from './ldap-settings.ts';
import { oidcSettingList } from './oidc-settings.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const hostList = z.string().transform((list) =>
  list
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== ''),
);
const hostNames = hostList.refine((names) => names.every((name) => /^(\*|[^\s:/*]{1,255})$/.test(name)), {
  message: 'must be a comma list of names without scheme and port, or *',
});
const outboundList = hostList.refine(
  (hosts) => hosts.every((host) => /^(?:\[[0-9a-f:.]+\]|[^\s:/*@?#]{1,255})(?::\d{1,5})?$/i.test(host)),
  { message: 'must be a comma list of host or host:port' },
);
/** As it stands before every address: without a slash at the end, '' for the whole of the origin. */
const basePath = z
  .string()
  .max(255)
  .regex(
    /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*\/?$/,
    'must be a path such as /chat/: letters, digits and . _ ~ - between slashes',
  )
  .transform((path) => path.replace(/\/$/, ''));
const postgresUrl = z
  .string()
  .max(2_000)
  .refine((text) => {
    try {
      const { protocol, hostname, pathname, searchParams } = new URL(text);
      const isNamed = /^[a-z_][a-z0-9_]{0,62}$/.test(searchParams.get('schema') ?? 'a');
      return ['postgres:', 'postgresql:'].includes(protocol) && hostname !== '' && pathname.length > 1 && isNamed;
    } catch {
      return false;
    }
  }, 'must be an address such as postgres://name:password@db.example.com:5432/rookery');
const smtpUrl = z
  .string()
  .max(2_000)
  .refine((text) => {
    try {
      const { protocol, hostname, pathname } = new URL(text);
      return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && ['', '/'].includes(pathname);
    } catch {
      return false;
    }
  }, 'must be an address such as smtp://name:password@mail.example.com:587');
const mailFrom = z
  .string()
  .max(320)
  .regex(
    /^(?:[^<>@"\r\n]{0,64}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'must be an address, or a name and <an address>',
  )
  .transform((text) => {
    const [, name = '', address = text] = /^([^<]*)<([^>]+)>$/.exec(text) ?? [];
    return { name: name.trim(), address };
  });
/** An origin, as the browser writes it. */
const publicUrl = z
  .string()
  .max(255)
  .refine((text) => {
    try {
      const { protocol, origin, href } = new URL(text);
      return ['http:', 'https:'].includes(protocol) && href === `${origin}/`;
    } catch {
      return false;
    }
  }, 'must be an address such as https://chat.example.com, without a path')
  .transform((text) => new URL(text).origin);
const nameList = z
  .string()
  .max(4_096)
  .transform((list) =>
    list === 'off'
      ? []
      : list
          .split(/[,，]/)
          .map((name) => name.trim())
          .filter((name) => name !== ''),
  );
const redisNodes = hostList.refine(
  (nodes) => nodes.length > 0 && nodes.every((node) => /^[^\s:]+:\d{1,5}$/.test(node)),
  {
    message: 'must be a comma list of host:port',
  },
);

/** An address, a network, or a name that the HTTP server knows for several. */
function isProxy(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits = '0', ...rest] = text.split('/');
  const family = isIP(address);
  return family > 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}
const proxyList = hostList.refine((proxies) => proxies.every(isProxy), {
  message: 'must be a comma list of addresses, networks, loopback, linklocal, uniquelocal',
});

/** Without braces, which are Redis' own, and without a slash, which is put behind it. */
const keyName = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,32}$/, 'must be 1 to 32 letters, digits, dots, dashes and underscores');

type Setting = {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly about: string;
  readonly fallback: string;
  readonly example: string;
  /** Never printed. */
  readonly secret?: true;
};

/** Every setting, by the name of its environment variable. `npm start -- --help` and docs/operations/configuration.md are made from it. */
export const settings = {
  PORT: {
    schema: port,
    about: 'TCP port of the web app, the API and the sockets; 0 takes a free one.',
    fallback: '8080',
    example: '8080',
  },
  HOST: {
    schema: z.string().min(1).max(255),
    about: 'Address to listen on. 127.0.0.1 lets in this machine only; 0.0.0.0 whoever reaches it.',
    fallback: '127.0.0.1',
    example: '0.0.0.0',
  },
  ROOKERY_DATA_DIR: {
    schema: z.string().min(1).max(4_096),
    about: 'Directory of the database and of server.pid.',
    fallback: './data',
    example: '/var/lib/rookery',
  },
  ROOKERY_FILES: {
    schema: filesPlace,
    about:
      'Where the bytes of files lie: a directory, or s3://BUCKET/PREFIX?endpoint=URL&region=NAME for a store that speaks S3 (its key as the AWS SDK finds it: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a role). The same for all nodes. Without it files/ in ROOKERY_DATA_DIR, which several nodes then have to share.',
    fallback: '',
    example: 's3://chat-files/rookery?endpoint=https://s3.example.com&region=eu-1',
  },
  ROOKERY_LINK_PREVIEWS: {
    schema: z.enum(['on', 'off']),
    about:
      'on: this server looks up where links in messages lead, and shows title, text and picture below them; admins and authors can turn that off too. off: it connects to no page, whoever wants it.',
    fallback: 'on',
    example: 'off',
  },
  ROOKERY_MESSAGE_TRACES: {
    schema: z.enum(['on', 'off']),
    about:
      'on: each node notes for a day at most, in its memory, when a message was kept, given out, pushed and mailed, and to how many devices; its author and admins may ask for that (docs/security.md). off: nothing is noted.',
    fallback: 'on',
    example: 'off',
  },
  ROOKERY_WEB_PUSH: {
    schema: z.enum(['on', 'off']),
    about:
      'on: devices that ask for it are told of messages while no page is open, through the push services of their browsers. off: this server connects to none.',
    fallback: 'on',
    example: 'off',
  },
  ROOKERY_OUTBOUND_ALLOW: {
    schema: outboundList,
    about:
      'Comma list of host or host:port that requests made for others (previews of links, pushes) may reach although they are not on the public Internet: the wiki of an intranet. Names and ports as in the address of the page; without a port 80 and 443. Nothing but public addresses otherwise.',
    fallback: '',
    example: 'wiki.intra.example,10.0.0.7:8080',
  },
  ROOKERY_CLAMD: {
    schema: clamdAddress,
    about:
      'A clamd (ClamAV) that looks at every file before anybody gets it: host:port, or the path of its socket. Its StreamMaxLength has to be no less than the largest file.',
    fallback: '',
    example: '/run/clamav/clamd.ctl',
  },
  ROOKERY_CLAMD_AWAY: {
    schema: z.enum(['refuse', 'accept']),
    about: 'What holds while ROOKERY_CLAMD cannot look at a file: refuse takes none, accept takes it unscanned.',
    fallback: 'refuse',
    example: 'accept',
  },
  ROOKERY_FILES_REDIRECT: {
    schema: z.string().regex(/^(?:\/(?:[A-Za-z0-9._-]+\/)+)?$/, 'must be a path such as /rookery-files/, or empty'),
    about:
      'Where a web server in front has the directory of ROOKERY_FILES to itself: the address under which this server leaves a file to it (X-Accel-Redirect of NGINX, with deploy/nginx/ /rookery-files/). The right to read is checked here first. Without it this server gives files out itself.',
    fallback: '',
    example: '/rookery-files/',
  },
  ROOKERY_BLOCKS: {
    schema: filesPlace,
    about:
      'Where old messages of a cluster go, out of Redis’ memory: a directory, or s3://BUCKET/PREFIX?endpoint=URL&region=NAME as for ROOKERY_FILES. A place of its own, the same for all nodes; once messages lie there every node needs it. Without it all messages stay in memory. See docs/operations/history.md.',
    fallback: '',
    example: 's3://chat-history/rookery?endpoint=https://s3.example.com&region=eu-1',
  },
  ROOKERY_BLOCKS_DAYS: {
    schema: z.coerce.number().int().min(7).max(36_500),
    about:
      'Days after which a message may go to ROOKERY_BLOCKS. At least 7: until then a repeated one has to be recognised.',
    fallback: '30',
    example: '7',
  },
  ROOKERY_BLOCKS_MESSAGES: {
    schema: z.coerce.number().int().min(10_000).max(1_000_000_000),
    about:
      'How many messages of each conversation stay in memory in any case: the newest. At least 10000, which no failover of Redis can take back.',
    fallback: '10000',
    example: '50000',
  },
  ROOKERY_NODE_NAME: {
    schema: z.string().regex(/^[A-Za-z0-9]{1,16}$/, 'must be 1 to 16 letters and digits'),
    about: 'Name of this node; in a cluster each has its own, and NGINX routes by it.',
    fallback: 'n1',
    example: 'n2',
  },
  ROOKERY_BASE_PATH: {
    schema: basePath,
    about:
      'Path under which browsers reach this server, where a proxy shares its address with others. The proxy may pass the path on or take it away. Health, readiness and metrics answer without it too.',
    fallback: '/',
    example: '/chat/',
  },
  ROOKERY_PUBLIC_URL: {
    schema: publicUrl,
    about:
      'Address under which browsers reach this server, without a path: what providers of sign-on send browsers back to, and what invitations and links in mail begin with. Its name is allowed as one of this server’s.',
    fallback: '',
    example: 'https://chat.example.com',
  },
  ROOKERY_ALLOWED_ORIGINS: {
    schema: hostList,
    about:
      'Other origins whose pages may connect, beside the server’s own: a comma list of scheme://host[:port]. Also the server’s own where a proxy changes Host on the way.',
    fallback: '',
    example: 'https://intranet.example',
  },
  ROOKERY_ALLOWED_HOSTS: {
    schema: hostNames,
    about:
      'Names under which browsers reach this server, beside localhost, this machine’s name and any address: a comma list, or * for any name. Requests to other names are refused, so that no page can make its own name point here.',
    fallback: '',
    example: 'chat.example.com',
  },
  ROOKERY_TRUSTED_PROXIES: {
    schema: proxyList,
    about:
      'Proxies whose X-Forwarded-For is believed, so that callers are told apart by their own addresses: a comma list of addresses, networks (CIDR), loopback, linklocal, uniquelocal.',
    fallback: 'loopback',
    example: 'loopback,10.0.0.0/8',
  },
  ROOKERY_TLS_CERT: {
    schema: z.string().max(4_096),
    about:
      'File with this server’s certificate and those that signed it (PEM), for who has no proxy in front: with it this server speaks HTTPS only. Read again within seconds when it changes, as is the key.',
    fallback: '',
    example: '/etc/letsencrypt/live/chat.example.com/fullchain.pem',
  },
  ROOKERY_TLS_KEY: {
    schema: z.string().max(4_096),
    about: 'File with the certificate’s private key (PEM, without a password).',
    fallback: '',
    example: '/etc/letsencrypt/live/chat.example.com/privkey.pem',
  },
  ROOKERY_MAX_CONNECTIONS: {
    schema: z.coerce.number().int().min(10).max(1_000_000),
    about:
      'How many connections may be open at once. Beyond it those that have asked for nothing make room for newcomers, and where there are none newcomers are turned away. The process needs some 500 open files more.',
    fallback: '14000',
    example: '50000',
  },
  ROOKERY_METRICS_FROM: {
    schema: proxyList,
    about:
      'Who may read /metrics: a comma list of addresses, networks (CIDR), loopback, linklocal, uniquelocal. Who comes through a proxy that does not say for whom it asks may not.',
    fallback: 'loopback',
    example: 'loopback,10.0.0.5',
  },
  ROOKERY_RESERVED_NAMES: {
    schema: nameList,
    about:
      'Names that nobody may take as a username or display name, nor any that looks like one: a comma list; off reserves none.',
    fallback:
      'admin,administrator,root,system,sysadmin,moderator,support,security,staff,rookery,all,everyone,here,channel,管理员,系统管理员,系统,客服,所有人,全体成员',
    example: 'admin,helpdesk,客服',
  },
  ROOKERY_ANONYMOUS_LISTS: {
    schema: z.enum(['on', 'off']),
    about: 'Whether those who have not joined may list and search the public rooms.',
    fallback: 'on',
    example: 'off',
  },
  ROOKERY_EMPTY_ROOM_DAYS: {
    schema: z.union(
      [z.literal('off').transform(() => null), z.coerce.number().int().min(1).max(36_500)],
      'must be a number of days from 1 to 36500, or off',
    ),
    about:
      'Days after which a room that nobody is in any more is removed with all that was said there; off keeps such rooms for good. One in which nothing was ever said is removed after an hour in any case.',
    fallback: '90',
    example: '365',
  },
  ROOKERY_GUESTS_PER_MINUTE: {
    schema: z.coerce.number().int().min(1).max(100_000),
    about:
      'How many guests a minute may join from one address (one /64 of IPv6); twenty times as many may come at once.',
    fallback: '100',
    example: '20',
  },
  ROOKERY_RATE_LIMITS: {
    schema: z.enum(['on', 'off']),
    about:
      'off lifts all limits on what one user (20 messages/s, bursts of 60), one connection and one address may send; only for measuring.',
    fallback: 'on',
    example: 'on',
  },
  ROOKERY_LOG_LEVEL: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    about: 'How much is logged (JSON lines on standard output).',
    fallback: 'info',
    example: 'warn',
  },
  ROOKERY_TRACES: {
    schema: z.url({ protocol: /^https?$/, message: 'must be an address such as http://127.0.0.1:4318/v1/traces' }),
    about:
      'A collector of OpenTelemetry traces, over OTLP (HTTP, JSON): which requests took how long, and where. They hold names of operations, times, outcomes and counts, never what was written or by whom. OTEL_EXPORTER_OTLP_HEADERS says what to send along. Without it nothing is traced.',
    fallback: '',
    example: 'http://127.0.0.1:4318/v1/traces',
  },
  ROOKERY_TRACES_SHARE: {
    schema: z.coerce.number().min(0).max(1),
    about:
      'The share of all requests and deliveries that is traced: 1 is all, which costs a busy node a good part of its core.',
    fallback: '0.01',
    example: '0.1',
  },
  REDIS_NODES: {
    schema: redisNodes,
    about:
      'Some nodes of a Redis or Valkey Cluster, host:port each: the store of several servers. Without it this server keeps all by itself, in ROOKERY_DATA_DIR.',
    fallback: '',
    example: '10.0.0.1:6379,10.0.0.2:6379',
  },
  ROOKERY_REDIS_PREFIX: {
    schema: keyName,
    about:
      'What stands, with a slash, before every key and channel in Redis: for several installations on one Redis, each with its own. All nodes of an installation have the same, for good.',
    fallback: '',
    example: 'sales',
  },
  ROOKERY_INSTALLATION: {
    schema: keyName,
    about:
      'Name of this installation, the same on all its nodes, for good: a node that finds another name, or keys from before there were names, in Redis does not start.',
    fallback: '',
    example: 'sales',
  },
  REDIS_USERNAME: { schema: z.string().max(255), about: 'Redis ACL user.', fallback: '', example: 'rookery' },
  REDIS_PASSWORD: {
    schema: z.string().max(1_024),
    about: 'Redis password.',
    fallback: '',
    example: '(a secret)',
    secret: true,
  },
  REDIS_TLS: {
    schema: z.enum(['on', 'off']),
    about: 'Whether the connections to Redis use TLS.',
    fallback: 'off',
    example: 'on',
  },
  REDIS_TLS_CA: {
    schema: z.string().max(4_096),
    about: 'File with the certificate authority that signed the Redis nodes’ certificates (PEM).',
    fallback: '',
    example: '/etc/rookery/redis-ca.pem',
  },
  ROOKERY_SEARCH: {
    schema: postgresUrl,
    about:
      'A PostgreSQL (13 or newer, in UTF8) that keeps the index of search for all nodes, in place of a file of each node: postgres://NAME:PASSWORD@HOST:5432/DATABASE, with ?schema=NAME where several servers share a database, and ?sslmode=verify-full for TLS.',
    fallback: '',
    example: 'postgres://rookery:(a secret)@db.example.com:5432/rookery',
    secret: true,
  },
  ROOKERY_SMTP_URL: {
    schema: smtpUrl,
    about:
      'The server of mail by which this one sends links (lost passwords, confirmed addresses): smtp:// becomes secret by STARTTLS, but on this machine; smtps:// is from the start. Name and password as the server wants them, %-escaped.',
    fallback: '',
    example: 'smtp://rookery:(a secret)@mail.example.com:587',
    secret: true,
  },
  ROOKERY_MAIL_FROM: {
    schema: mailFrom,
    about: 'The sender of mail.',
    fallback: '',
    example: 'Rookery <chat@example.com>',
  },
  ROOKERY_DIGEST_AFTER_HOURS: {
    schema: z.union(
      [z.literal('off').transform(() => 0), z.coerce.number().positive().max(8_760)],
      'must be a number of hours up to 8760, or off',
    ),
    about:
      'Whoever has confirmed an address and has been away for so many hours is told by mail what waits for her: direct messages, and messages that mention her; off tells nobody.',
    fallback: '12',
    example: '24',
  },
  ROOKERY_DIGEST_WORDS: {
    schema: z.enum(['on', 'off']),
    about: 'Whether these letters hold what people wrote (on), or only who has written where and how much (off).',
    fallback: 'on',
    example: 'off',
  },
  ...ldapSettings,
} as const satisfies Record<string, Omit<Setting, 'name'>>;

export type SettingName = keyof typeof settings;

/** Each setting with its name, for help texts. */
export const settingList: readonly Setting[] = [
  ...Object.entries(settings).map(([name, setting]) => ({ name, ...setting })),
  ...oidcSettingList,
];
