import { asClientError } from '@rookery/client';
import type { InvitationLook } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from './ClientContext.ts';

/** Who invites whoever has the code, and where to; undefined until the server has said so, and where it does not. */
export const useInvitation = (code: string): InvitationLook | 'gone' | undefined => {
  const { account } = useClient();
  const [found, setFound] = useState<InvitationLook | 'gone'>();
  useEffect(() => {
    let current = true;
    account.invitation(code).then(
      (look) => current && setFound(look),
      (thrown: unknown) => current && asClientError(thrown).code === 'not_found' && setFound('gone'),
    );
    return () => {
      current = false;
    };
  }, [account, code]);
  return found;
};
