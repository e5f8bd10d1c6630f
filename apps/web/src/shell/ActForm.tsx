import { useState, type ReactNode, type Ref } from 'react';
import { Button } from '../design/Button.tsx';
import form from '../design/Form.module.css';
import { useText } from '../locales/text.ts';
import { thrownText, type OwnWords } from '../sdk/failure-text.ts';

type Act = (field: (name: string) => string) => string | undefined | Promise<unknown>;

type Props = {
  readonly ref?: Ref<HTMLFormElement>;
  /** What the button says that does it. */
  readonly yes: string;
  /** Other buttons, before that one. */
  readonly beside?: ReactNode;
  /** Does what is asked for, given each field without the spaces around it. A string says what is wrong with the first field. */
  readonly act: Act;
  readonly onDone: () => void;
  /** What this form says itself about a code of failure. */
  readonly ownWords: OwnWords;
  /** The fields, given what is wrong with the first. */
  readonly children: (error: string | undefined) => ReactNode;
};

/** Asks for something and does it, once at a time, or says why not. */
export const ActForm = ({ ref, yes, beside, act, onDone, ownWords, children }: Props) => {
  const text = useText();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    setBusy(true);
    try {
      const wrong = await act((name) => String(fields.get(name) ?? '').trim());
      if (typeof wrong === 'string') setError(wrong);
      else onDone();
    } catch (thrown) {
      setError(thrownText(text, thrown, ownWords));
    }
    setBusy(false);
  };

  return (
    <form
      ref={ref}
      className={form.form}
      noValidate
      onChange={() => setError(undefined)}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
      {children(error)}
      <div className={form.buttons}>
        {beside}
        <Button look="primary" type="submit" aria-busy={busy}>
          {yes}
        </Button>
      </div>
    </form>
  );
};
