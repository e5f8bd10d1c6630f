import { asClientError } from '@rookery/client';
import { useState } from 'react';
import { Button } from '../design/Button.tsx';
import { useText } from '../locales/text.ts';
import { thrownText, type OwnWords } from '../sdk/failure-text.ts';
import { useMe } from '../sdk/use-session.ts';
import { AccountForm } from './AccountForm.tsx';

type Props = {
  readonly label: string;
  /** In a row of other things. */
  readonly name?: string;
  readonly look?: 'primary' | 'quiet' | 'danger';
  readonly ownWords?: OwnWords;
  /** Without a password first: who has signed in a moment ago needs none. */
  readonly act: (current: string | undefined) => Promise<unknown>;
};

/** A button for what only the owner of the account may do: where the server wants it, it asks for the password, in its place. */
export const ProvenButton = ({ label, name, look = 'quiet', ownWords = {}, act }: Props) => {
  const text = useText();
  const me = useMe();
  const [asks, setAsks] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  const press = async () => {
    setBusy(true);
    setFailure(undefined);
    await act(undefined).catch((thrown: unknown) => {
      if (asClientError(thrown).field === 'current') setAsks(true);
      else setFailure(thrownText(text, thrown, ownWords));
    });
    setBusy(false);
  };

  if (asks)
    return (
      <AccountForm
        asks={['current']}
        name={me.username}
        yes={label}
        ownWords={ownWords}
        act={({ current }) => act(current).then(() => setAsks(false))}
      >
        <Button onClick={() => setAsks(false)}>{text('cancel')}</Button>
      </AccountForm>
    );
  return (
    <>
      <Button look={look} aria-label={name} aria-busy={busy} onClick={() => !busy && void press()}>
        {label}
      </Button>
      {failure && <p role="alert">{failure}</p>}
    </>
  );
};
