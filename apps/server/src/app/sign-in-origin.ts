import { limits } from '@rookery/protocol';
import type { SessionBeginning } from '../ports/session-store.ts';

/** Where a request to sign in comes from. */
export type Origin = {
  /** What the device's program calls itself, as it came. */
  readonly agent: string;
  readonly address: string;
};

/** How a session of an account begins there at `now`. */
export const beginningOf = ({ agent }: Pick<Origin, 'agent'>, now: number): SessionBeginning => ({
  createdAt: now,
  agent: [...agent.replaceAll(/[\p{Cc}\p{Cs}]/gu, '')].slice(0, limits.agentChars).join(''),
  endsBy: now + limits.accountSessionMs,
});
