import type { DatabaseSync } from 'node:sqlite';

export type Value = null | number | string;

/**
 * Prepared statements with the shape of their rows. The `as` rest on the SQL beside the call, which names the columns;
 * integers stay below 2^53, so node:sqlite answers them as numbers.
 */
export const prepareOne = <Row>(db: DatabaseSync, sql: string): ((...values: Value[]) => Row | undefined) => {
  const statement = db.prepare(sql);
  return (...values) => statement.get(...values) as Row | undefined;
};

export const prepareAll = <Row>(db: DatabaseSync, sql: string): ((...values: Value[]) => Row[]) => {
  const statement = db.prepare(sql);
  return (...values) => statement.all(...values) as Row[];
};

/** Answers how many rows it changed. */
export const prepareRun = (db: DatabaseSync, sql: string): ((...values: Value[]) => number) => {
  const statement = db.prepare(sql);
  return (...values) => Number(statement.run(...values).changes);
};
