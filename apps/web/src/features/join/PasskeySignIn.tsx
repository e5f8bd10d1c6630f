import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { hasPasskeys, offerPasskeys, showPasskey, stopOffering } from '../../sdk/passkeys.ts';

/** What is offered is asked for anew before the server forgets that it did (after five minutes). */
const offerMs = 240_000;

/** Signs in by a passkey, without a name: by the button, or picked in the field for the name. Only where browsers have them. */
export const PasskeySignIn = ({ onDone }: { readonly onDone: () => void }) => {
  const text = useText();
  const { account } = useClient();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const options = () => account.passkeyOptions('sign-in');
  const comeIn = async (shown: object) => {
    setFailure(undefined);
    await account.signInByPasskey(shown).then(onDone);
  };
  const tell = (thrown: unknown) => setFailure(thrownText(text, thrown, { unauthorized: text('passkeys.unknown') }));

  const offer = useEffectEvent(async (isWanted: () => boolean) => {
    // Nobody has asked for it: where it cannot be offered, nothing is said.
    const shown = await offerPasskeys(options).catch(() => 'aborted');
    if (typeof shown === 'object' && isWanted()) await comeIn(shown).catch(tell);
  });
  useEffect(() => {
    // A browser asks one thing at a time: the button goes first.
    if (busy || !hasPasskeys()) return;
    let isOver = false;
    const begin = () => void offer(() => !isOver);
    begin();
    const timer = setInterval(begin, offerMs);
    return () => {
      isOver = true;
      clearInterval(timer);
      void stopOffering();
    };
  }, [busy]);
  if (!hasPasskeys()) return null;

  const signIn = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      const shown = await showPasskey(await options());
      if (typeof shown === 'string') setFailure(text('passkeys.aborted'));
      else await comeIn(shown);
    } catch (thrown) {
      tell(thrown);
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
