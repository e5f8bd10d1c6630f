import type { Client, Person } from '@rookery/client';
import { limits, type ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import form from '../../design/Form.module.css';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMatchingPeople } from '../../sdk/use-matching-people.ts';
import type { Closable } from '../../shell/closable.ts';
import styles from './NewMessageDialog.module.css';

/** Resolves when the inbox has the conversation: its address leads there from then on. */
const untilListed = ({ inbox }: Client, conversation: ConversationId): Promise<void> =>
  new Promise((resolve) => {
    const isListed = () => inbox.get().entries.some((entry) => entry.conversation === conversation);
    if (isListed()) return resolve();
    const stop = inbox.subscribe(() => {
      if (!isListed()) return;
      stop();
      resolve();
    });
  });

/** Whom to write to: one person, or several, who then are a group. */
export const NewMessageDialog = ({ onClose }: Closable) => {
  const text = useText();
  const client = useClient();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<readonly Person[]>([]);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { found, exact, isCurrent, wanted } = useMatchingPeople(query);
  const isPicked = (person: Person) => picked.some(({ id }) => id === person.id);
  const isFull = picked.length >= limits.groupOthers;
  // Somebody the reader has not met yet can only be found by the exact username.
  const stranger = isCurrent && exact && !found.some(({ id }) => id === exact.id) ? exact : undefined;
  const options: readonly Person[] = stranger ? [...found, stranger] : found;
  const isNobody = wanted !== '' && options.length === 0 && isCurrent;

  const toggle = (person: Person) => {
    setError(undefined);
    if (isPicked(person)) setPicked(picked.filter(({ id }) => id !== person.id));
    else if (isFull) setError(text('message.newFull', { count: limits.groupOthers }));
    else {
      setPicked([...picked, person]);
      setQuery('');
    }
  };

  const open = async () => {
    const [first] = picked;
    if (!first || busy) return;
    if (picked.length === 1) {
      onClose();
      navigate(paths.direct(first.id));
      return;
    }
    setBusy(true);
    try {
      const { conversation } = await client.openDirect(picked.map(({ id }) => id));
      await untilListed(client, conversation);
      onClose();
      navigate(paths.group(conversation));
    } catch (thrown) {
      setError(thrownText(text, thrown, { not_found: text('message.newGone') }));
      setBusy(false);
    }
  };

  return (
    <Dialog title={text('message.new')} closeLabel={text('close')} onClose={onClose}>
      <form
        className={form.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const [only] = options;
          if (wanted !== '' && only && options.length === 1) toggle(only);
          else if (wanted === '') void open();
          else setError(text(isNobody ? 'message.newNobody' : 'invite.choose', { name: wanted }));
        }}
      >
        {picked.length > 0 && (
          <ul className={styles.picked} aria-label={text('message.newPicked')}>
            {picked.map((person) => (
              <li key={person.id}>
                <button type="button" onClick={() => toggle(person)}>
                  <Avatar userId={person.id} picture={person.avatar} name={person.displayName} size={20} />
                  <bdi>{person.displayName}</bdi>
                  <span className="visually-hidden">{text('message.newDrop')}</span>
                  <Icon name="close" size={16} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <Field
          data-autofocus
          label={text('message.newTo')}
          name="to"
          value={query}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          hint={text('message.newHint', { count: limits.groupOthers })}
          error={error ?? (isNobody ? text('message.newNobody', { name: wanted }) : undefined)}
          onChange={(event) => {
            setQuery(event.target.value);
            setError(undefined);
          }}
        />
        {options.length > 0 && (
          <ul className={styles.people}>
            {options.map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  className={styles.person}
                  aria-pressed={isPicked(person)}
                  onClick={() => toggle(person)}
                >
                  <Avatar userId={person.id} picture={person.avatar} name={person.displayName} size={28} />
                  <span>
                    <bdi>{person.displayName}</bdi> <small>@{person.username}</small>
                  </span>
                  {isPicked(person) && <Icon name="check" size={18} />}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className={form.buttons}>
          <Button onClick={onClose}>{text('cancel')}</Button>
          <Button
            look="primary"
            type="button"
            disabled={picked.length === 0}
            aria-busy={busy}
            onClick={() => void open()}
          >
            {text(picked.length > 1 ? 'message.newGroup' : 'message.newOpen')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
