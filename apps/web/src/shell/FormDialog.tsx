import { useState, type ReactNode } from 'react';
import { Button } from '../design/Button.tsx';
import { Dialog } from '../design/Dialog.tsx';
import form from '../design/Form.module.css';
import { useText } from '../locales/text.ts';
import { thrownText, type OwnWords } from '../sdk/failure-text.ts';
import type { Closable } from './closable.ts';

type Props = Closable & {
  readonly title: string;
  /** What the button says that does it. */
  readonly yes: string;
  /** Does what is asked for, given each field without the spaces around it. A string says what is wrong with the first field. */
  readonly act: (field: (name: string) => string) => string | undefined | Promise<unknown>;
  /** What this form says itself about a code of failure. */
  readonly ownWords: OwnWords;
  /** The fields, given what is wrong with the first. */
  readonly children: (error: string | undefined) => ReactNode;
};

/** A dialog that asks for something and does it, once at a time. It closes when that is done, and else says why not. */
export const FormDialog = ({ title, yes, act, ownWords, onClose, children }: Props) => {
  const text = useText();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const submit = async (fields: FormData) => {
    setBusy(true);
    try {
      const wrong = await act((name) => String(fields.get(name) ?? '').trim());
      if (typeof wrong === 'string') setError(wrong);
      else onClose();
    } catch (thrown) {
      setError(thrownText(text, thrown, ownWords));
    }
    setBusy(false);
  };

  return (
    <Dialog title={title} closeLabel={text('close')} onClose={onClose}>
      <form
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
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button look="primary" type="submit" aria-busy={busy}>
            {yes}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
