import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { fakeTimeLibrary } from '@rookery/testkit/fake-clock';
import type { Following } from './following.ts';
import type { Pictures } from './pictures.ts';
import { recordsInTime } from './power.ts';
import type { Powers } from './power.ts';
import type { KeptPerson, Seen } from './story.ts';

const folder = import.meta.dirname;

/** The versions of which a data set is kept, as folders beside this file. */
export const keptVersions = (): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

const pathOf = (version: string, file: string): string => join(folder, version, file);

/** What was said over one store, and what everybody saw when the data were kept. */
export type Account = {
  /** ms since the epoch: sessions and the window of repeats are judged by it. */
  readonly at: number;
  readonly people: readonly KeptPerson[];
  readonly seen: Readonly<Record<string, Seen>>;
  /** Since 0.4.0. */
  readonly powers?: Powers;
  /** Since 0.5.0. */
  readonly pictures?: Pictures;
  /** Since 0.6.0. */
  readonly following?: Following;
  /** The bytes of files: by path in their directory, in base64. Since 0.5.0. */
  readonly files?: Readonly<Record<string, string>>;
};
export type KeptStore = 'embedded' | 'redis';

/** What everybody has to see now of what was kept. */
export function readAccount(version: string, store: KeptStore): Account {
  const account = JSON.parse(readFileSync(pathOf(version, `${store}.seen.json`), 'utf8')) as Account;
  const { powers } = account;
  if (powers) Object.assign(powers.seen, { records: recordsInTime(powers.seen['records']) });
  if (Number(version.split('.')[1]) >= 4) return account;
  // Until 0.3 also guests held the right `pin` in rooms. All of them were guests.
  for (const { inbox } of Object.values(account.seen))
    for (const entry of inbox)
      if (entry['role'] === 'member' && entry['kind'] === 'room')
        Object.assign(entry, { rights: (entry['rights'] as string[]).filter((right) => right !== 'pin') });
  return account;
}
export const readData = (version: string, store: KeptStore): Buffer =>
  gunzipSync(readFileSync(pathOf(version, `${store}.gz`)));
export const readWebStorage = (version: string): WebStorage =>
  JSON.parse(readFileSync(pathOf(version, 'web-storage.json'), 'utf8')) as WebStorage;

const write = (version: string, file: string, data: string | Buffer): void => {
  mkdirSync(join(folder, version), { recursive: true });
  writeFileSync(pathOf(version, file), data);
};
export function keep(version: string, store: KeptStore, account: Account, data: Buffer): void {
  write(version, `${store}.gz`, gzipSync(data, { level: 9 }));
  write(version, `${store}.seen.json`, `${JSON.stringify(account, null, 2)}\n`);
}
export const keepWebStorage = (version: string, storage: WebStorage): void =>
  write(version, 'web-storage.json', `${JSON.stringify(storage, null, 2)}\n`);

/** What a browser keeps for the web app: who she is, what she had begun to write, and what waits to be sent. */
export type WebStorage = {
  readonly draft: string;
  readonly waiting: string;
  readonly local: Readonly<Record<string, string>>;
  /** Since 0.4.0, whose session is in one. */
  readonly cookies?: readonly { readonly name: string; readonly value: string }[];
  readonly databases: readonly {
    readonly name: string;
    readonly version: number;
    readonly stores: readonly {
      readonly name: string;
      readonly keyPath: string | null;
      readonly rows: readonly unknown[];
    }[];
  }[];
};

/** For a process whose wall clock shows the time at which the data were kept: sessions end, and the data grow no younger. */
export function clockAt(ms: number): Readonly<Record<string, string>> {
  const preload = fakeTimeLibrary();
  if (preload === null) throw new Error('faketime is missing: apt-get install faketime');
  const utc = new Date(ms).toISOString().replace('T', ' ').slice(0, 19);
  return { LD_PRELOAD: preload, FAKETIME: `@${utc}`, FAKETIME_DONT_FAKE_MONOTONIC: '1', TZ: 'UTC' };
}
