import { pino } from 'pino';
import type { Logger } from 'pino';

export type Log = Logger;

/** JSON lines: `event`, ids, `durationMs`. Never message bodies, tokens or addresses. */
export const createLog = (level: string, node: string): Log =>
  pino({ level, base: { node }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'message' });
