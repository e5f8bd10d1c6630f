import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** The release that this is, as the package says it. */
export const ownVersion = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version;
