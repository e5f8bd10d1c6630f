import { join } from 'node:path';
import { NodeSearchIndex } from '../adapters/search/search-index.ts';
import type { Config } from '../config/env.ts';
import type { Log } from '../ops/log.ts';

/** Each node has an index of its own: nodes that share a data directory have files beside each other. */
export const indexFile = ({ dataDir, nodeName }: Pick<Config, 'dataDir' | 'nodeName'>): string =>
  join(dataDir, `search.${nodeName}.sqlite`);

export const openSearch = (config: Config, log: Log): NodeSearchIndex =>
  new NodeSearchIndex(indexFile(config), (error) => log.error({ event: 'search.failed', err: error }));
