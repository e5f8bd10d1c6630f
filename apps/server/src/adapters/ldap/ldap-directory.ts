import { readFileSync } from 'node:fs';
import {
  AndFilter,
  Client,
  EqualityFilter,
  FilterParser,
  InvalidCredentialsError,
  NoSuchObjectError,
  OrFilter,
} from 'ldapts';
import type { Entry, Filter } from 'ldapts';
import { ChatError } from '@rookery/protocol';
import type { DirectoryPerson, PeopleDirectory } from '../../ports/people-directory.ts';

export type LdapOptions = {
  /** `ldap:` or `ldaps:`. */
  readonly url: string;
  /** Whether `ldap:` becomes secret before anything is said. */
  readonly startTls: boolean;
  /** Of the authority that signed the directory's certificate; '' for those that the system knows. */
  readonly caFile: string;
  /** Who looks people up. */
  readonly bindDn: string;
  readonly bindPassword: string;
  /** Below it people are looked for. */
  readonly base: string;
  /** Who may come in. */
  readonly filter: string;
  readonly nameAttribute: string;
  readonly idAttribute: string;
  /** The DN of a group; '' for none. */
  readonly adminGroup: string;
  /** What went wrong with the directory, for the operator: never a name or a password. */
  readonly failed: (why: string) => void;
};

/** Of each request, and of all that a call makes, ms. */
const requestMs = 3_000;
const allMs = 7_000;
/** Calls under way at once. */
const mostAtOnce = 16;
/** Ids in one search: below what directories answer to anybody. */
const idsAtOnce = 50;
const mostChars = 255;

/** Where directories say that somebody is switched off: OpenLDAP for good, Active Directory, 389 and FreeIPA. */
const disabledAttributes = ['pwdAccountLockedTime', 'userAccountControl', 'nsAccountLock'];

const valuesOf = (entry: Entry, attribute: string): readonly string[] => {
  const name = Object.keys(entry).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? [] : entry[name];
  return (Array.isArray(value) ? value : [value]).map(String).filter((one) => one !== '' && one.length <= mostChars);
};

function isDisabled(entry: Entry): boolean {
  const [locked] = valuesOf(entry, 'pwdAccountLockedTime');
  const [control] = valuesOf(entry, 'userAccountControl');
  const [lock] = valuesOf(entry, 'nsAccountLock');
  return locked === '000001010000Z' || (Number(control ?? 0) & 2) !== 0 || lock?.toLowerCase() === 'true';
}

/** A directory that speaks LDAP: it is searched as one who may, and a password is tried by binding as its owner. */
export class LdapDirectory implements PeopleDirectory {
  readonly #options: LdapOptions;
  readonly #ca: Buffer | undefined;
  readonly #mayComeIn: Filter;
  #underWay = 0;

  /** Throws where the file or the filter cannot be read. */
  constructor(options: LdapOptions) {
    this.#options = options;
    this.#mayComeIn = FilterParser.parseString(options.filter);
    this.#ca = options.caFile === '' ? undefined : readFileSync(options.caFile);
  }

  recognise(username: string, password: string): Promise<DirectoryPerson | null> {
    // Many directories take an empty password for nobody's, and say yes.
    if (password === '') return Promise.resolve(null);
    return this.#ask(async (client) => {
      const { nameAttribute, idAttribute, base } = this.#options;
      const found = await this.#search(client, new EqualityFilter({ attribute: nameAttribute, value: username }), [
        nameAttribute,
        'displayName',
        'cn',
        'mail',
      ]);
      const [entry] = found.length === 1 ? found : [];
      const id = entry && valuesOf(entry, idAttribute)[0];
      const isAdmin = entry && id !== undefined ? await this.#isAdmin(client, entry.dn) : null;
      // Somebody's who is not there, so that a name that is takes no longer.
      const fits = await this.#binds(client, entry?.dn ?? `cn=nobody,${base}`, password);
      if (!entry || id === undefined || !fits) return null;
      const [displayName = null] = [...valuesOf(entry, 'displayName'), ...valuesOf(entry, 'cn')];
      return {
        id,
        names: [...valuesOf(entry, nameAttribute), ...valuesOf(entry, 'mail'), ...valuesOf(entry, 'cn')],
        displayName,
        isAdmin,
      };
    });
  }

  present(ids: readonly string[]): Promise<ReadonlyMap<string, Pick<DirectoryPerson, 'isAdmin'>>> {
    return this.#ask(async (client) => {
      const { idAttribute } = this.#options;
      const found = new Map<string, Pick<DirectoryPerson, 'isAdmin'>>();
      const wanted = new Set(ids);
      for (let at = 0; at < ids.length; at += idsAtOnce) {
        const filters = ids
          .slice(at, at + idsAtOnce)
          .map((value) => new EqualityFilter({ attribute: idAttribute, value }));
        for (const entry of await this.#search(client, new OrFilter({ filters }), [])) {
          const id = valuesOf(entry, idAttribute).find((one) => wanted.has(one));
          if (id !== undefined) found.set(id, { isAdmin: await this.#isAdmin(client, entry.dn) });
        }
      }
      return found;
    });
  }

  /** Those who may come in and fit. A filter is never put together as text. */
  async #search(client: Client, who: Filter, attributes: readonly string[]): Promise<readonly Entry[]> {
    const { base, idAttribute } = this.#options;
    const { searchEntries } = await client.search(base, {
      scope: 'sub',
      filter: new AndFilter({ filters: [this.#mayComeIn, who] }),
      attributes: [...attributes, idAttribute, ...disabledAttributes],
    });
    return searchEntries.filter((entry) => !isDisabled(entry));
  }

  /** Asked of the group: that a person's entry names her groups is not so everywhere. */
  async #isAdmin(client: Client, dn: string): Promise<boolean | null> {
    const { adminGroup } = this.#options;
    if (adminGroup === '') return null;
    const isMember = ['member', 'uniqueMember'].map((attribute) => new EqualityFilter({ attribute, value: dn }));
    try {
      const { searchEntries } = await client.search(adminGroup, {
        scope: 'base',
        filter: new OrFilter({ filters: isMember }),
        attributes: ['1.1'],
      });
      return searchEntries.length > 0;
    } catch (error) {
      if (error instanceof NoSuchObjectError) return false;
      throw error;
    }
  }

  /** Last, since the connection is hers then. */
  async #binds(client: Client, dn: string, password: string): Promise<boolean> {
    try {
      await client.bind(dn, password);
      return true;
    } catch (error) {
      if (error instanceof InvalidCredentialsError) return false;
      throw error;
    }
  }

  /** One connection for each call: what was bound on it is nobody else's. */
  async #ask<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.#underWay >= mostAtOnce) throw unavailable(new Error('too many ask at once'));
    this.#underWay += 1;
    const { url, startTls, bindDn, bindPassword } = this.#options;
    const tlsOptions = { ...(this.#ca ? { ca: this.#ca } : {}), minVersion: 'TLSv1.2' } as const;
    const isSecret = url.startsWith('ldaps:');
    const client = new Client({
      url,
      timeout: requestMs,
      connectTimeout: requestMs,
      ...(isSecret ? { tlsOptions } : {}),
    });
    let timer: NodeJS.Timeout | undefined;
    const asking = async (): Promise<T> => {
      if (!isSecret && startTls) await client.startTLS({ ...tlsOptions, host: new URL(url).hostname });
      if (bindDn !== '') await client.bind(bindDn, bindPassword);
      return work(client);
    };
    try {
      return await Promise.race([
        asking(),
        new Promise<never>((_resolve, reject) => {
          timer = setTimeout(() => reject(new Error('deadline')), allMs);
        }),
      ]);
    } catch (error) {
      this.#options.failed(error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown');
      throw unavailable(error);
    } finally {
      clearTimeout(timer);
      this.#underWay -= 1;
      client.unbind().catch(() => undefined);
    }
  }
}

const unavailable = (cause: unknown): ChatError =>
  new ChatError('unavailable', {
    cause,
    message:
      'The directory of people does not answer: try again. Whoever has a password of this server’s own comes in all the same.',
    retryAfterMs: 5_000,
  });
