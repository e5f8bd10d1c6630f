import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const libraries = '/usr/lib';
const library = 'faketime/libfaketimeMT.so.1';

/** Where Debian's faketime lies on this machine; null where it does not. */
export function fakeTimeLibrary(): string | null {
  if (!existsSync(libraries)) return null;
  const candidates = readdirSync(libraries).map((folder) => join(libraries, folder, library));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** A process's wall clock, to be set while it runs; its monotonic clock goes on as it does. */
export class FakeClock {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.set(0);
  }

  /** For the process whose clock it is. */
  get environment(): Readonly<Record<string, string>> {
    const preload = fakeTimeLibrary();
    return preload === null
      ? {}
      : {
          LD_PRELOAD: preload,
          FAKETIME_TIMESTAMP_FILE: this.#file,
          FAKETIME_CACHE_DURATION: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1',
        };
  }

  /** Seconds that it is ahead of the machine's. Felt within a second. */
  set(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}\n`);
  }
}
