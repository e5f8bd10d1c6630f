import type { SessionState } from '@rookery/client';
import type { User } from '@rookery/protocol';
import { useObservable } from '../lib/use-observable.ts';
import { useClient } from './ClientContext.ts';

export const useSession = (): SessionState => useObservable(useClient().session);

/** Who is signed in. Only below the point where somebody is. */
export const useMe = (): User => {
  const session = useSession();
  if (session.state === 'none') throw new Error('nobody is signed in here');
  return session.user;
};
