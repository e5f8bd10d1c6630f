import { useInbox } from '../sdk/use-inbox.ts';
import { useMe } from '../sdk/use-session.ts';
import type { Command } from './feature.ts';
import { useFeatures } from './features.ts';

/** What the owner of the server does first, while she is in no conversation. */
export const useFirstSteps = (): readonly Command[] => {
  const { firstSteps } = useFeatures();
  const { state, entries } = useInbox();
  const { role } = useMe();
  return role === 'owner' && state === 'ready' && entries.length === 0 ? firstSteps : [];
};
