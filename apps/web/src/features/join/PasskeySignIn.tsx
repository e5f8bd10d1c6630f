import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { hasPasskeys, showPasskey } from '../../sdk/passkeys.ts';

/** Signs in by a passkey, without a name: where browsers have them. */
export const PasskeySignIn = ({ onDone }: { readonly onDone: () => void }) => {
  const text = useText();
  const { account } = useClient();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  if (!hasPasskeys()) return null;

  const signIn = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const shown = await showPasskey(await account.passkeyOptions('sign-in'));
      if (typeof shown === 'string') setFailure(text('passkeys.aborted'));
      else await account.signInByPasskey(shown).then(onDone);
    } catch (thrown) {
      setFailure(thrownText(text, thrown, { unauthorized: text('passkeys.unknown') }));
    }
    setBusy(false);
  };

  return (
    <>
      <Button wide aria-busy={busy} onClick={() => !busy && void signIn()}>
        {text('passkeys.signIn')}
      </Button>
      {failure && <p role="alert">{failure}</p>}
    </>
  );
};
