import { ChatError } from '@rookery/protocol';
import type { Answer, Call, CallFailure } from '../sqlite-messages.ts';
import { isFromDisk } from './sqlite-errors.ts';

type Operation = (...args: readonly unknown[]) => unknown;
export type OperationTable = ReadonlyMap<string, Operation>;

/** The main thread's calls are typed by the very object that is the table here, hence the `as`. */
export const operationTable = (operations: object): OperationTable =>
  new Map(Object.entries(operations) as [string, Operation][]);

/** Throws what the operation throws. */
export function performCall(table: OperationTable, { id, name, args }: Call): Answer {
  const operation = table.get(name);
  if (!operation) throw new Error(`this database thread does not know ${name}`);
  return { id, value: operation(...args) };
}

/** What is told of an error: a refusal as it is, anything else as a fault of the disk or of the code. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof ChatError)
    return { code: error.code, message: error.message, field: error.field, retryAfterMs: error.retryAfterMs };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: isFromDisk(error) ? 'unavailable' : 'internal', message };
}
