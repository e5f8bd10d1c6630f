import { join } from 'node:path';

/** The repository, as an absolute path: whoever starts the built server, or reads its configuration, looks from here. */
export const repositoryRoot = join(import.meta.dirname, '../../..');
