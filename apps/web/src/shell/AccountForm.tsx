import { asClientError, type ClientError } from '@rookery/client';
import { limits } from '@rookery/protocol';
import { useState, type ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import form from '../design/Form.module.css';
import { useText } from '../locales/text.ts';
import { failureText, type OwnWords } from '../sdk/failure-text.ts';

export type AccountFields = {
  readonly name: string;
  readonly current: string;
  readonly password: string;
  /** Of mail. */
  readonly address: string;
};

type Props = {
  /** Which of the fields it asks for, in this order. */
  readonly asks: readonly (keyof AccountFields)[];
  readonly yes: string;
  /** The password is chosen now. */
  readonly chooses?: boolean;
  /** It stands among other things, and leaves the focus where it is. */
  readonly isPart?: boolean;
  readonly name?: string | undefined;
  readonly ownWords?: OwnWords;
  /** Passwords come as they were typed. */
  readonly act: (fields: AccountFields) => Promise<unknown>;
  /** Beside the button. */
  readonly children?: ReactNode;
};

/** Asks for a name and passwords, as password managers know them, and says below the field what was wrong with it. */
export const AccountForm = ({ asks, yes, chooses, isPart, name, ownWords = {}, act, children }: Props) => {
  const text = useText();
  const [failure, setFailure] = useState<ClientError>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    setBusy(true);
    const value = (field: string) => String(fields.get(field) ?? '');
    await act({
      name: value('name') || (name ?? ''),
      current: value('current'),
      password: value('password'),
      address: value('address').trim(),
    }).catch((thrown: unknown) => setFailure(asClientError(thrown)));
    setBusy(false);
  };

  const words: OwnWords = {
    unauthorized: text('account.wrong'),
    conflict: text('join.nameTaken'),
    ...(failure?.field === 'password' ? { bad_request: text('account.weak'), too_large: text('account.tooLong') } : {}),
    ...(failure?.field === 'address' ? { bad_request: text('address.bad'), too_large: text('address.bad') } : {}),
    ...(failure?.field === 'current' ? { forbidden: text('account.currentWrong') } : {}),
    ...ownWords,
  };
  // That a link counts no more is no fault of what was typed.
  const isOfLink = failure?.code === 'not_found';
  const asked = asks.find((field) => field === (failure?.field === 'username' ? 'name' : failure?.field)) ?? asks[0];
  const errorOf = (field: keyof AccountFields) =>
    failure && field === asked && !isOfLink ? failureText(text, failure, words) : undefined;
  const labels = {
    name: 'join.name',
    current: 'account.current',
    password: chooses ? 'account.new' : 'account.password',
    address: 'address.title',
  };

  return (
    <form
      className={form.form}
      noValidate
      onChange={() => setFailure(undefined)}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
      {/* Password managers keep the password under this name. */}
      {!asks.includes('name') && <input hidden readOnly autoComplete="username" value={name} />}
      {asks.map((field, index) => (
        <Field
          key={field}
          name={field}
          label={text(labels[field])}
          error={errorOf(field)}
          hint={
            field === 'password' && chooses ? text('account.newHint', { least: limits.passwordLeastChars }) : undefined
          }
          spellCheck={false}
          {...(index === 0 && !isPart ? { autoFocus: true, 'data-autofocus': true } : {})}
          {...(field === 'name'
            ? {
                autoComplete: chooses ? 'username' : 'username webauthn',
                autoCapitalize: 'none',
                dir: 'auto',
                defaultValue: name,
                maxLength: 64,
              }
            : field === 'address'
              ? { type: 'email', autoComplete: 'email', maxLength: 254 }
              : {
                  type: 'password',
                  autoComplete: field === 'password' && chooses ? 'new-password' : 'current-password',
                  maxLength: limits.passwordChars * 2,
                })}
        />
      ))}
      {isOfLink && (
        <p className={form.failure} role="alert">
          {failureText(text, failure, words)}
        </p>
      )}
      <div className={form.buttons}>
        {children}
        <Button look="primary" type="submit" aria-busy={busy}>
          {yes}
        </Button>
      </div>
    </form>
  );
};
