import * as z from 'zod';
import type { SessionBeginning } from '../../../ports/session-store.ts';

/** `key`: the hash of the session's secret. Scripts read `by` and `key`. */
const schema = z.object({ at: z.number(), agent: z.string(), by: z.optional(z.number()), key: z.string() });

export const beginningJson = ({ createdAt, agent, endsBy }: SessionBeginning, secretHash: string): string =>
  JSON.stringify({
    at: Math.floor(createdAt),
    agent,
    ...(endsBy === null ? {} : { by: Math.floor(endsBy) }),
    key: secretHash,
  } satisfies z.infer<typeof schema>);

/** Null of a session that began before this was kept. */
export function parseBeginning(json: string): SessionBeginning | null {
  if (json === '') return null;
  const { at, agent, by } = schema.parse(JSON.parse(json));
  return { createdAt: at, agent, endsBy: by ?? null };
}
