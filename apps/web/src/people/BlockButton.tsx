import type { Person } from '@rookery/client';
import { Button } from '../design/Button.tsx';
import { showToast } from '../design/toasts.ts';
import { nameOf } from '../lib/name-of.ts';
import { useText } from '../locales/text.ts';
import { useClient } from '../sdk/ClientContext.ts';
import { tellFailure } from '../sdk/tell-failure.ts';
import { useIsBlocked } from '../sdk/use-settings.ts';
import { confirm } from '../shell/confirm.ts';

type Props = { readonly person: Person; readonly onDone: () => void };

/** Blocks somebody, once that is confirmed, or lifts it. */
export const BlockButton = ({ person, onDone }: Props) => {
  const { id } = person;
  const text = useText();
  const name = nameOf(text, person);
  const client = useClient();
  const isBlocked = useIsBlocked(id);
  const set = (on: boolean, said: string) => client.block(id, on).then(() => showToast(said), tellFailure);
  return (
    <Button
      look="quiet"
      wide
      onClick={() => {
        onDone();
        if (isBlocked) void set(false, text('block.lifted', { name }));
        else
          confirm.open({
            title: text('block.title', { name }),
            words: text('block.words'),
            yes: text('block.yes'),
            onYes: () => void set(true, text('block.done', { name })),
          });
      }}
    >
      {text(isBlocked ? 'block.lift' : 'block.button')}
    </Button>
  );
};
