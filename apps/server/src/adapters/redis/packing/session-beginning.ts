import * as z from 'zod';
import type { SessionBeginning } from '../../../ports/session-store.ts';

/**
 * `key`: the hash of the session's secret; `old`: of the former one, `til` when it stops to count (not there: at the first use of the new one and a while
 * more), `rot` when the new one was given. Scripts read all of them but `agent`.
 */
export const beginningSchema = z.object({
  at: z.optional(z.number()),
  agent: z.string(),
  by: z.optional(z.number()),
  key: z.string(),
  old: z.optional(z.string()),
  til: z.optional(z.number()),
  rot: z.optional(z.number()),
});

export const beginningJson = ({ createdAt, agent, endsBy }: SessionBeginning, secretHash: string): string =>
  JSON.stringify({
    at: Math.floor(createdAt),
    agent,
    ...(endsBy === null ? {} : { by: Math.floor(endsBy) }),
    key: secretHash,
  } satisfies z.infer<typeof beginningSchema>);

/** Null of a session that began before this was kept. */
export function parseBeginning(json: string): SessionBeginning | null {
  if (json === '') return null;
  const { at, agent, by } = beginningSchema.parse(JSON.parse(json));
  return at === undefined ? null : { createdAt: at, agent, endsBy: by ?? null };
}
