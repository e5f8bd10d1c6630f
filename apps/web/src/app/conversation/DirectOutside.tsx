import { isUserId } from '@rookery/protocol';
import type { Ref } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import type { PaneControl } from '../../shell/feature.ts';
import { StatePane } from '../../shell/StatePane.tsx';
import { NewDirectPane } from './NewDirectPane.tsx';
import { useAnswer } from './use-answer.ts';
import { WaitingPane } from './WaitingPane.tsx';

type Props = { readonly ref: Ref<PaneControl>; readonly id: string };

/** The address of a direct conversation that one has not: its beginning, or why there is none. */
export const DirectOutside = ({ ref, id }: Props) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const userId = isUserId(id) ? id : undefined;
  const known = useSomebody(userId);
  const { answer, again } = useAnswer(userId && !known ? () => client.findPerson(userId) : undefined, id);
  if (known) return <NewDirectPane ref={ref} person={known} />;
  if (userId && !answer) return <WaitingPane />;
  return (
    <StatePane
      head={<BackButton />}
      title={text('gone.directTitle')}
      words={answer?.ok === false ? thrownText(text, answer.thrown) : text('gone.directWords')}
    >
      {answer?.ok === false && <Button onClick={again}>{text('account.again')}</Button>}
      <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
    </StatePane>
  );
};
