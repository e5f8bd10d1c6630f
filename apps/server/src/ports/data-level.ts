/** A node that is alive, and the newest level that it knows; 1 where it says nothing: it is of before there were levels. */
export type NodeLevel = { readonly node: string; readonly knows: number };

/** `behind`: nodes that do not know the level, for which nothing was done. */
export type RaiseOutcome =
  | { readonly status: 'raised' | 'already' }
  | { readonly status: 'behind'; readonly nodes: readonly NodeLevel[] };

/**
 * The level of what is kept (domain/data-levels.ts). Where several nodes share a store, those of two versions serve it side by side at the older one's level, until the
 * operator raises it. What needs more is `unavailable` until then; there is no way down.
 *
 * - Atomic? Every step of the store tests it, in the very step: none that needs more is done before it is raised, and none of a node that does not know it after. It
 *   is raised place by place, so for some seconds one place has it and another does not.
 * - Idempotent: all. A raise that was cut off is continued by the next.
 * - If it times out: throws `ChatError('unavailable')`. - Cost: `current` reads memory; `raise` writes once for each place (16,384 small keys on Redis).
 */
export interface DataLevel {
  /** What this version can read and write at most. */
  readonly newest: number;
  /** The level as this node has seen it last, at most some seconds ago: it may be higher by now, never lower. */
  readonly current: number;
  nodes(): Promise<readonly NodeLevel[]>;
  /** To the newest that this version knows. Nodes of before there were levels do not start on this store afterwards. */
  raise(): Promise<RaiseOutcome>;
}
