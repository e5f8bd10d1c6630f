/**
 * The import matrix of ARCHITECTURE.md, as eslint-plugin-boundaries wants it: each row may import what it names and nothing else.
 * tools/boundaries/prove.ts plants a forbidden import for every row and demands that it is refused.
 */
const server = 'apps/server/src';

/** Layer → its folder (or file). */
export const layers = {
  protocol: 'packages/protocol/src',
  client: 'packages/client/src',
  markdown: 'packages/markdown/src',
  archive: 'packages/archive/src',
  testkit: 'packages/testkit/src',
  verify: 'harness/verify/src',
  bench: 'harness/bench/src',
  domain: `${server}/domain`,
  ports: `${server}/ports`,
  app: `${server}/app`,
  delivery: `${server}/delivery`,
  presence: `${server}/presence`,
  limits: `${server}/limits`,
  tasks: `${server}/tasks`,
  ops: `${server}/ops`,
  config: `${server}/config`,
  embedded: `${server}/adapters/embedded`,
  redis: `${server}/adapters/redis`,
  oidc: `${server}/adapters/oidc`,
  ldap: `${server}/adapters/ldap`,
  smtp: `${server}/adapters/smtp`,
  files: `${server}/adapters/files`,
  s3: `${server}/adapters/s3`,
  media: `${server}/adapters/media`,
  clamd: `${server}/adapters/clamd`,
  outside: `${server}/adapters/outside`,
  search: `${server}/adapters/search`,
  gateway: `${server}/gateway`,
  http: `${server}/http`,
  composition: `${server}/composition`,
  'web-app': 'apps/web/src/app',
  'web-sdk': 'apps/web/src/sdk',
  'web-features': 'apps/web/src/features/*',
  'web-rest': 'apps/web/src/*',
} as const;

export type Layer = keyof typeof layers;

const web = ['client', 'web-sdk', 'web-rest'] as const;

/** Layer → the layers it may import, besides itself. */
export const mayImport: Readonly<Record<Layer, readonly Layer[]>> = {
  protocol: [],
  client: ['protocol'],
  markdown: [],
  archive: [],
  testkit: ['protocol', 'client'],
  // What these need of the server beside its build stands in the exports of its package.json (below: only the bench).
  verify: ['protocol', 'client', 'testkit'],
  bench: ['protocol', 'markdown', 'client', 'testkit'],
  domain: ['protocol'],
  ports: ['protocol', 'domain'],
  app: ['protocol', 'markdown', 'archive', 'domain', 'ports', 'delivery', 'presence', 'limits'],
  delivery: ['protocol', 'domain', 'ports'],
  presence: ['protocol', 'domain', 'ports', 'delivery'],
  limits: ['protocol', 'domain', 'ports', 'delivery'],
  tasks: ['protocol', 'domain', 'ports'],
  ops: ['protocol', 'domain', 'ports'],
  config: ['protocol'],
  embedded: ['protocol', 'domain', 'ports', 'ops'],
  redis: ['protocol', 'domain', 'ports', 'ops'],
  oidc: ['protocol', 'domain', 'ports'],
  ldap: ['protocol', 'domain', 'ports'],
  smtp: ['protocol', 'domain', 'ports'],
  files: ['protocol', 'domain', 'ports'],
  s3: ['protocol', 'domain', 'ports'],
  media: ['protocol', 'domain', 'ports'],
  clamd: ['protocol', 'domain', 'ports'],
  outside: ['protocol', 'domain', 'ports'],
  search: ['protocol', 'domain', 'ports'],
  gateway: ['protocol', 'domain', 'app', 'delivery', 'limits', 'ops', 'config'],
  http: ['protocol', 'domain', 'app', 'delivery', 'limits', 'ops', 'config', 'gateway'],
  composition: [
    'protocol',
    'archive',
    'domain',
    'ports',
    'app',
    'delivery',
    'presence',
    'limits',
    'tasks',
    'ops',
    'config',
    'embedded',
    'redis',
    'oidc',
    'ldap',
    'smtp',
    'files',
    's3',
    'media',
    'clamd',
    'outside',
    'search',
    'gateway',
    'http',
  ],
  'web-app': ['protocol', 'markdown', 'web-features', ...web],
  'web-sdk': ['protocol', 'client', 'web-rest'],
  // Never each other: they are composed in app/.
  'web-features': ['protocol', 'markdown', ...web],
  'web-rest': ['protocol', 'markdown', 'client', 'web-sdk'],
};

/** Packages that only some layers may use; a name stands for its subpaths too. */
export const restrictedPackages: readonly { readonly sources: readonly string[]; readonly layers: readonly Layer[] }[] =
  [
    {
      sources: ['@nestjs/*', 'reflect-metadata', 'rxjs', 'fastify', '@fastify/*'],
      layers: ['gateway', 'http', 'composition'],
    },
    { sources: ['socket.io', 'engine.io', 'ws'], layers: ['gateway', 'composition', 'bench'] },
    { sources: ['socket.io-client'], layers: ['client', 'testkit', 'verify', 'bench'] },
    { sources: ['openid-client'], layers: ['oidc'] },
    { sources: ['jose'], layers: ['oidc', 'outside'] },
    { sources: ['http_ece'], layers: ['outside'] },
    { sources: ['ldapts'], layers: ['ldap'] },
    { sources: ['nodemailer'], layers: ['smtp'] },
    { sources: ['@aws-sdk/*'], layers: ['s3'] },
    { sources: ['sharp'], layers: ['media', 'bench'] },
    { sources: ['file-type'], layers: ['media'] },
    { sources: ['thumbhash'], layers: ['media', 'web-rest'] },
    { sources: ['htmlparser2'], layers: ['outside'] },
    { sources: ['ioredis'], layers: ['redis', 'testkit'] },
    {
      sources: ['@rookery/client'],
      layers: ['web-app', 'web-sdk', 'web-features', 'web-rest', 'testkit', 'verify', 'bench'],
    },
    // Never shipped: tests and harnesses use it.
    { sources: ['@rookery/testkit'], layers: ['verify', 'bench'] },
    { sources: ['@rookery/server'], layers: ['bench'] },
    { sources: ['node:sqlite'], layers: ['embedded', 'search'] },
    { sources: ['pg'], layers: ['search'] },
  ];

/** What composes and is imported by no layer: the server's entry points (main.ts and what stands beside it), tools, tests. */
export const composers = { 'server-entries': server, tools: 'tools', tests: 'tests' } as const;

export const elements = Object.entries({ ...layers, ...composers }).map(([type, pattern]) => ({ type, pattern }));

const names = Object.keys(layers) as Layer[];

export const policies = [
  ...names.map((name) => ({
    from: { element: { type: name } },
    allow: {
      to: {
        element: { types: { anyOf: name === 'web-features' ? [...mayImport[name]] : [name, ...mayImport[name]] } },
      },
    },
  })),
  // A feature imports its own files.
  { from: { element: { type: 'web-features' } }, allow: { dependency: { relationship: { to: 'internal' } } } },
  ...Object.keys(composers).map((type) => ({ from: { element: { type } }, allow: { to: { element: { type: '*' } } } })),
  { from: { element: { isUnknown: true } }, allow: { to: { element: { type: '*' } } } },
  // Packages from outside are free but for those named below.
  { allow: { to: { module: { origin: ['external', 'core'] } } } },
  ...restrictedPackages.flatMap(({ sources, layers: allowed }) =>
    names
      .filter((name) => !allowed.includes(name))
      .flatMap((name) =>
        sources.map((source) => ({ from: { element: { type: name } }, disallow: { to: { module: { source } } } })),
      ),
  ),
];
