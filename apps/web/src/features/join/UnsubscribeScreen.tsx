import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { LetterScreen } from './LetterScreen.tsx';

type Props = { readonly token: string; readonly onDone: () => void };

/** Ends letters that tell what waits, also for whoever is not signed in here. */
export const UnsubscribeScreen = ({ token, onDone }: Props) => {
  const text = useText();
  const { account } = useClient();
  return (
    <LetterScreen
      lead={text('digest.endLead')}
      yes={text('digest.end')}
      done={text('digest.ended')}
      act={() => account.unsubscribe(token)}
      ownWords={{ not_found: text('digest.notGood') }}
      onDone={onDone}
    />
  );
};
