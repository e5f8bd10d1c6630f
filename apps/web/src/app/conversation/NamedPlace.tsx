import { foldName } from '@rookery/protocol';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { paths, pathWithin, type Place } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { BackButton } from '../../shell/BackButton.tsx';
import { StatePane } from '../../shell/StatePane.tsx';
import { useAnswer } from './use-answer.ts';
import { WaitingPane } from './WaitingPane.tsx';

type Props = { readonly place: Extract<Place, { kind: 'named' }> };

/** An address of before version 0.3, or one that was typed: it leads to whoever goes by the username now. */
export const NamedPlace = ({ place }: Props) => {
  const text = useText();
  const client = useClient();
  const { entries } = useInbox();
  const [, navigate] = useLocation();
  const { username } = place;
  // Whoever is here holds the name; of somebody who is gone it may be another's.
  const entry = entries.find(({ user }) => user && !user.deactivated && foldName(user.username) === foldName(username));
  const { answer, again } = useAnswer(entry ? undefined : () => client.findPerson(username), username);
  const id = entry?.conversation ?? (answer?.ok ? answer.value?.id : undefined);
  useEffect(() => {
    if (id !== undefined) navigate(pathWithin(paths.direct(id), place), { replace: true });
  }, [id, navigate, place]);
  if (id !== undefined || !answer) return <WaitingPane />;
  return (
    <StatePane
      head={<BackButton />}
      title={text('gone.personTitle', { name: username })}
      words={answer.ok ? text('gone.personWords') : thrownText(text, answer.thrown)}
    >
      {!answer.ok && <Button onClick={again}>{text('account.again')}</Button>}
      <Button onClick={() => navigate(paths.inbox)}>{text('gone.toInbox')}</Button>
    </StatePane>
  );
};
