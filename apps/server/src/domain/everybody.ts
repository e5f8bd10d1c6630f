import { asUserId } from '@rookery/protocol';
import type { UserId } from '@rookery/protocol';

/** Stands among those whom a message calls where it says `@all`: one mark a message, however many that calls. Nobody has this id. */
export const everybody = asUserId('*');

/** Whom a message calls, as the wire says it. */
export const toWireCalls = (called: readonly UserId[]): { mentions: UserId[]; all?: true } => ({
  mentions: called.filter((one) => one !== everybody),
  ...(called.includes(everybody) && { all: true as const }),
});
