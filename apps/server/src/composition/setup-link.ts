import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from '../app/ports.ts';
import { setupToken } from '../app/set-up.ts';
import type { Config } from '../config/env.ts';
import type { Log } from '../ops/log.ts';

/** How somebody becomes the first owner: a link, told at every start until there is one. [ACC-10] */
export class SetupLink {
  readonly #file: string;

  constructor({ dataDir }: Pick<Config, 'dataDir'>) {
    this.#file = join(dataDir, 'setup.url');
  }

  /** The link under the server's `url`, kept in a file for this user alone; null where there is an owner, or the store does not say. */
  async offer(ports: Pick<Ports, 'accounts'>, url: string, log: Log): Promise<string | null> {
    try {
      const token = await setupToken(ports);
      this.withdraw();
      if (token === null) return null;
      const link = `${url}/setup#${token}`;
      writeFileSync(this.#file, `${link}\n`, { mode: 0o600 });
      return link;
    } catch (error) {
      // The server is of use without an owner, and the next start tries again.
      log.warn({ event: 'setup.failed', err: error });
      return null;
    }
  }

  /** There is an owner. */
  withdraw(): void {
    rmSync(this.#file, { force: true });
  }
}
