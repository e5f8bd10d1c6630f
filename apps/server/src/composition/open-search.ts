import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IndexFile } from '../adapters/search/index-file.ts';
import { NodeSearchIndex } from '../adapters/search/search-index.ts';
import type { InspectedIndex } from '../app/compare-index.ts';
import type { Config } from '../config/env.ts';
import type { Log } from '../ops/log.ts';
import type { SearchIndex } from '../ports/search-index.ts';

type Place = Pick<Config, 'dataDir' | 'nodeName' | 'search'>;

/** Each node has an index of its own: nodes that share a data directory have files beside each other. */
const indexFile = ({ dataDir, nodeName }: Place): string => join(dataDir, `search.${nodeName}.sqlite`);

/** A file of the node's own, or a PostgreSQL, whose client is loaded only where it is wanted. */
export async function openSearch(config: Place, log: Log): Promise<SearchIndex> {
  const onFault = (error: Error): void => log.error({ event: 'search.failed', err: error });
  if (config.search === null) return new NodeSearchIndex(indexFile(config), onFault);
  const { PostgresSearchIndex } = await import('../adapters/search/postgres/postgres-index.ts');
  return new PostgresSearchIndex({ url: config.search, onFault });
}

/** An index from outside. */
export type IndexInHand = InspectedIndex & {
  empty(): void | Promise<void>;
  progress(): Promise<{ readonly all: number; readonly left: number }>;
  close(): void | Promise<void>;
};

/** Null where there is none yet. */
export async function inspectIndex(
  config: Place,
  { readOnly }: { readonly readOnly: boolean },
  onFault: (error: Error) => void,
): Promise<IndexInHand | null> {
  if (config.search !== null) {
    const { PostgresInspection } = await import('../adapters/search/postgres/inspect-index.ts');
    return new PostgresInspection({ url: config.search, onFault });
  }
  const file = indexFile(config);
  return existsSync(file) ? new IndexFile(file, { readOnly }) : null;
}
