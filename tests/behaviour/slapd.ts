import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '@rookery/testkit/child';
import { freePort } from '@rookery/testkit/free-port';
import { Attribute, Change, Client } from 'ldapts';

export const base = 'dc=example,dc=com';
export const readerDn = `cn=reader,${base}`;
export const readerPassword = 'a reader no log may hold';
export const adminGroup = `cn=chat-admins,ou=groups,${base}`;
const rootDn = `cn=root,${base}`;
const dnOf = (uid: string): string => `uid=${uid},ou=people,${base}`;

/** A real OpenLDAP on this machine, with a reader, no people, and a group without members. */
export type RealDirectory = {
  readonly server: Child;
  readonly url: string;
  readonly secureUrl: string;
  readonly caFile: string;
  add(uid: string, more?: Readonly<Record<string, string>>): Promise<void>;
  /** null takes the attribute away. */
  set(uid: string, attribute: string, value: string | null): Promise<void>;
  rename(uid: string, to: string): Promise<void>;
  remove(uid: string): Promise<void>;
  /** In the group of admins, or not. */
  setAdmin(uid: string, isAdmin: boolean): Promise<void>;
  stop(): Promise<void>;
};

const configuration = (dir: string): string => `
${['core', 'cosine', 'inetorgperson'].map((name) => `include /etc/ldap/schema/${name}.schema`).join('\n')}
pidfile ${dir}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
TLSCertificateFile ${dir}/cert.pem
TLSCertificateKeyFile ${dir}/key.pem
database mdb
maxsize 10485760
suffix "${base}"
rootdn "${rootDn}"
rootpw root
directory ${dir}/db
dbnosync
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="${readerDn}" read by anonymous auth by * none
`;

export async function startSlapd(): Promise<RealDirectory> {
  const dir = mkdtempSync(join(tmpdir(), 'rookery-slapd-'));
  mkdirSync(join(dir, 'db'));
  const certificate = [
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  ];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...certificate],
    {
      cwd: dir,
      stdio: 'ignore',
    },
  );
  writeFileSync(join(dir, 'slapd.conf'), configuration(dir));
  const [port, securePort] = [await freePort(), await freePort()];
  const [url, secureUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://127.0.0.1:${securePort}`];
  const asRoot = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url, timeout: 5_000, connectTimeout: 5_000 });
    try {
      await client.bind(rootDn, 'root');
      return await work(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };
  const server = new Child({
    name: 'slapd',
    // In the foreground, and silent.
    command: ['slapd', '-d', '0', '-f', join(dir, 'slapd.conf'), '-h', `${url} ${secureUrl}`],
    remedy: ': run apt-get install slapd',
    log: join(dir, 'slapd.log'),
    isReady: () =>
      asRoot(() => Promise.resolve()).then(
        () => true,
        () => false,
      ),
  });
  await server.start();
  await asRoot(async (client) => {
    await client.add(base, { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' });
    for (const ou of ['people', 'groups'])
      await client.add(`ou=${ou},${base}`, { objectClass: 'organizationalUnit', ou });
    await client.add(readerDn, {
      objectClass: ['organizationalRole', 'simpleSecurityObject'],
      cn: 'reader',
      userPassword: readerPassword,
    });
    await client.add(adminGroup, { objectClass: 'groupOfNames', cn: 'chat-admins', member: rootDn });
  });
  const change = (dn: string, operation: 'add' | 'delete' | 'replace', type: string, values: string[]): Promise<void> =>
    asRoot((client) => client.modify(dn, new Change({ operation, modification: new Attribute({ type, values }) })));
  return {
    server,
    url,
    secureUrl,
    caFile: join(dir, 'cert.pem'),
    add: (uid, more = {}) =>
      asRoot((client) =>
        client.add(dnOf(uid), {
          objectClass: 'inetOrgPerson',
          uid,
          cn: `Common ${uid}`,
          sn: uid,
          userPassword: `${uid} password`,
          ...more,
        }),
      ),
    set: (uid, attribute, value) =>
      value === null ? change(dnOf(uid), 'delete', attribute, []) : change(dnOf(uid), 'replace', attribute, [value]),
    rename: (uid, to) => asRoot((client) => client.modifyDN(dnOf(uid), `uid=${to}`)),
    remove: (uid) => asRoot((client) => client.del(dnOf(uid))),
    setAdmin: (uid, isAdmin) => change(adminGroup, isAdmin ? 'add' : 'delete', 'member', [dnOf(uid)]),
    stop: async () => {
      await server.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
