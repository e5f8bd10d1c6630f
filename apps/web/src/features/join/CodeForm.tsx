import { asClientError, type ClientError } from '@rookery/client';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import form from '../../design/Form.module.css';
import { useText } from '../../locales/text.ts';
import { failureText } from '../../sdk/failure-text.ts';
import { useServerName } from '../../sdk/use-server.ts';
import styles from './JoinScreen.module.css';

export type Code = { readonly totp: string } | { readonly recovery: string };

type Props = { readonly act: (code: Code) => Promise<unknown>; readonly onBack: () => void };

/** After the right password: the code of the app, or a recovery code. */
export const CodeForm = ({ act, onBack }: Props) => {
  const text = useText();
  const serverName = useServerName();
  const [way, setWay] = useState<'totp' | 'recovery'>('totp');
  const [failure, setFailure] = useState<ClientError>();
  const [busy, setBusy] = useState(false);
  const wrong = text(way === 'totp' ? 'factor.wrongCode' : 'factor.wrongRecovery');
  const words = {
    unauthorized: wrong,
    bad_request: wrong,
    ...(failure?.field === 'totp' ? { rate_limited: text('factor.tooMany') } : {}),
  };

  const submit = async (code: string) => {
    setBusy(true);
    await act(way === 'totp' ? { totp: code } : { recovery: code }).catch((thrown: unknown) =>
      setFailure(asClientError(thrown)),
    );
    setBusy(false);
  };

  return (
    <>
      <form
        key={way}
        className={form.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit(String(new FormData(event.currentTarget).get('code')));
        }}
      >
        <Field
          name="code"
          label={text(way === 'totp' ? 'factor.code' : 'factor.recovery')}
          hint={way === 'totp' ? text('factor.codeHint', { name: serverName }) : text('factor.recoveryHint')}
          error={failure && failureText(text, failure, words)}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={32}
          autoFocus
          {...(way === 'totp' ? { inputMode: 'numeric' as const } : {})}
          onChange={() => setFailure(undefined)}
        />
        <div className={form.buttons}>
          <Button look="primary" type="submit" aria-busy={busy}>
            {text('join.signIn')}
          </Button>
        </div>
      </form>
      <div className={styles.ways}>
        <button
          type="button"
          className={styles.suggest}
          onClick={() => {
            setFailure(undefined);
            setWay(way === 'totp' ? 'recovery' : 'totp');
          }}
        >
          {text(way === 'totp' ? 'factor.useRecovery' : 'factor.useCode')}
        </button>
        <button type="button" className={styles.suggest} onClick={onBack}>
          {text('back')}
        </button>
      </div>
    </>
  );
};
