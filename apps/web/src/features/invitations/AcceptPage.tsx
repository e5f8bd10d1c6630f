import { asClientError } from '@rookery/client';
import { useCallback, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { showToast } from '../../design/toasts.ts';
import { invitedWords } from '../../lib/invited-words.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useIsConnected } from '../../sdk/use-connection.ts';
import { useInvitation } from '../../sdk/use-invitation.ts';
import { useServerName } from '../../sdk/use-server.ts';
import { useMe } from '../../sdk/use-session.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PageProps } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { arrival } from '../../store/arrival.ts';

/**
 * Where the link of an invitation leads whoever is in. Who has just come in by it asks for nothing more; anybody else is asked first: a link alone
 * makes nobody a member.
 */
export const AcceptPage = ({ part: code = '' }: PageProps) => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const name = useServerName();
  const found = useInvitation(code);
  // Whoever has used it may use it again, also when it is used up: that it counts no more is said when she accepts.
  const look = found === 'gone' ? undefined : found;
  const isOnline = useIsConnected();
  const [, navigate] = useLocation();
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  /** It is one to the server, where a guest may make an account with it. */
  const [registers, setRegisters] = useState(false);
  // Trying again helps with everything but that.
  const isGone = failure !== undefined && asClientError(failure).code === 'not_found';

  const accept = useCallback(
    async (isNew: boolean) => {
      setBusy(true);
      setFailure(undefined);
      try {
        const room = await client.acceptInvitation(code);
        if (room) return navigate(paths.room(room.id), { replace: true });
        const now = client.session.get();
        if (now.state !== 'none' && now.user.guest && !isNew) return setRegisters(true);
        showToast(text('link.welcome', { name }));
        navigate(paths.inbox, { replace: true });
      } catch (thrown) {
        setFailure(thrown);
      } finally {
        setBusy(false);
      }
    },
    [client, code, name, navigate, text],
  );

  useEffect(() => {
    if (!isOnline || arrival.get() !== code) return;
    arrival.set(undefined);
    void accept(true);
  }, [accept, code, isOnline]);

  if (registers)
    return (
      <StatePane head={<BackButton />} title={text('account.make')} words={text('account.why', { name: me.username })}>
        <AccountForm
          asks={['password']}
          chooses
          name={me.username}
          yes={text('account.make')}
          ownWords={{ not_found: text('link.gone') }}
          act={({ password }) =>
            client.account.register(me.username, password, undefined, code).then(() => {
              showToast(text('account.made'));
              navigate(paths.inbox, { replace: true });
            })
          }
        />
      </StatePane>
    );
  return (
    <StatePane
      head={<BackButton />}
      title={text(failure === undefined ? 'link.title' : isGone ? 'link.goneTitle' : 'link.failed')}
      words={
        failure === undefined
          ? `${invitedWords(text, look, name)} ${text('link.words', { name: look?.room?.name ?? name, me: me.displayName })}`
          : thrownText(text, failure, { not_found: text('link.gone') })
      }
    >
      {!isGone && (
        <Button look="primary" aria-busy={busy} onClick={() => !busy && void accept(false)}>
          {text(failure === undefined ? 'link.accept' : 'account.again')}
        </Button>
      )}
      <Button onClick={() => navigate(paths.inbox, { replace: true })}>
        {text(isGone ? 'link.onward' : 'link.toInbox')}
      </Button>
    </StatePane>
  );
};
