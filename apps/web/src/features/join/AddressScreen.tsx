import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { LetterScreen } from './LetterScreen.tsx';

type Props = { readonly token: string; readonly onDone: () => void };

/** Confirms an address. */
export const AddressScreen = ({ token, onDone }: Props) => {
  const text = useText();
  const { account } = useClient();
  return (
    <LetterScreen
      lead={text('address.confirmLead')}
      yes={text('address.confirm')}
      done={text('address.confirmed')}
      act={() => account.confirmAddress(token)}
      ownWords={{ not_found: text('address.usedUp'), conflict: text('address.taken') }}
      onDone={onDone}
    />
  );
};
