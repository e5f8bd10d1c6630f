import type { ComponentProps } from 'react';
import { Button } from '../design/Button.tsx';
import { Dialog } from '../design/Dialog.tsx';
import { useText } from '../locales/text.ts';
import { ActForm } from './ActForm.tsx';
import type { Closable } from './closable.ts';

type Props = Closable & { readonly title: string } & Pick<
    ComponentProps<typeof ActForm>,
    'yes' | 'act' | 'ownWords' | 'children'
  >;

/** A dialog that asks for something and does it. It closes when that is done. */
export const FormDialog = ({ title, onClose, ...form }: Props) => {
  const text = useText();
  return (
    <Dialog title={title} closeLabel={text('close')} onClose={onClose}>
      <ActForm {...form} onDone={onClose} beside={<Button onClick={onClose}>{text('cancel')}</Button>} />
    </Dialog>
  );
};
