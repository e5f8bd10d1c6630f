import { useServer } from '../sdk/use-server.ts';
import { useMe } from '../sdk/use-session.ts';
import type { Command } from './feature.ts';
import { useFeatures } from './features.ts';

/** What the reader can begin with on this server. */
export const useBeginnings = (): readonly Command[] => {
  const { beginnings } = useFeatures();
  const [me, server] = [useMe(), useServer()];
  return beginnings.filter(({ isFor }) => isFor?.(me, server) ?? true);
};
