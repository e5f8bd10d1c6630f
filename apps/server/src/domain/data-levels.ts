/**
 * What is kept has a level: a node reads all up to the newest that it knows, and writes nothing that the level of a cluster does not allow. A released level is
 * never changed; what 0.6.0 and before can read is level 1.
 */
export const newestLevel = 2;

/** From which level on something may be written that nodes of before cannot read. */
export const levelOf = { retention: 2, 'sealed history': 2 } as const;
