import type { TotpSecret } from '@rookery/protocol';
import { useMemo, useState } from 'react';
import { encode } from 'uqr';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import form from '../../design/Form.module.css';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from './SecuritySettings.module.css';

type Props = TotpSecret & {
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onCancel: () => void;
};

/** Hands the secret to an app, as a picture and as letters, and asks for the first code. Drawn here: nobody else sees it. */
export const NewFactor = ({ secret, uri, onCodes, onCancel }: Props) => {
  const text = useText();
  const { account } = useClient();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (code: string) => {
    setBusy(true);
    await account
      .confirmSecondFactor(code)
      .then(onCodes, (thrown: unknown) =>
        setError(thrownText(text, thrown, { bad_request: text('factor.wrongCode'), conflict: text('factor.over') })),
      );
    setBusy(false);
  };

  return (
    <form
      className={form.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(String(new FormData(event.currentTarget).get('code')));
      }}
    >
      <ol className={styles.steps}>
        <li>
          {text('factor.scan')}
          <Picture uri={uri} label={text('factor.picture')} />
          <span className="visually-hidden">{text('factor.type')}</span>
          <code className={styles.secret}>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
        </li>
        <li>{text('factor.show')}</li>
      </ol>
      <Field
        name="code"
        label={text('factor.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={7}
        spellCheck={false}
        autoFocus
        error={error}
        onChange={() => setError(undefined)}
      />
      <div className={form.buttons}>
        <Button onClick={onCancel}>{text('cancel')}</Button>
        <Button look="primary" type="submit" aria-busy={busy}>
          {text('factor.confirm')}
        </Button>
      </div>
    </form>
  );
};

/** A QR code, with the white border that cameras want. */
const Picture = ({ uri, label }: { readonly uri: string; readonly label: string }) => {
  const { size, path } = useMemo(() => {
    const { size: width, data } = encode(uri, { ecc: 'M', border: 4 });
    const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: width, path: dark.join('') };
  }, [uri]);
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} fill="currentColor" />
    </svg>
  );
};
