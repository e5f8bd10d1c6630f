import { foldName, type Room, type UserId } from '@rookery/protocol';
import { useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMatchingPeople } from '../../sdk/use-matching-people.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Dialog } from '../../design/Dialog.tsx';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { useText } from '../../locales/text.ts';
import form from '../../design/Form.module.css';
import styles from './InviteDialog.module.css';

type Props = { readonly room: Room; readonly onClose: () => void };

/** A member of a private room lets somebody else in: from those she has met, or by username. */
export const InviteDialog = ({ room, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [query, setQuery] = useState('');
  const [error, setError] = useState<string>();
  /** By this dialog. */
  const [invited, setInvited] = useState<ReadonlySet<UserId>>(new Set());
  const { found, exact, isCurrent, wanted } = useMatchingPeople(query);

  // The answer is there, and it is nobody.
  const isNobody = wanted !== '' && found.length === 0 && isCurrent && !exact;

  const invite = async (who: UserId, name: string) => {
    try {
      if (!invited.has(who)) await client.invite(room.id, who);
      setInvited((before) => new Set([...before, who]));
      showToast(text('invite.done', { name }));
      // Who is to come next may be typed already.
      setQuery((now) => (now === query ? '' : now));
    } catch (thrown) {
      setError(thrownText(text, thrown, { not_found: text('invite.nobody', { name }) }));
    }
  };

  /** Somebody whom no list shows: asked for first, so that no word is tried that is nobody's. */
  const inviteByUsername = async () => {
    try {
      const person = await client.findPerson(wanted);
      if (person && !person.deactivated) await invite(person.id, person.displayName);
      else setError(text('invite.nobody', { name: wanted }));
    } catch (thrown) {
      setError(thrownText(text, thrown));
    }
  };

  return (
    <Dialog title={text('invite.title', { room: room.name })} closeLabel={text('close')} onClose={onClose}>
      <form
        className={form.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // By name or by username: whoever is meant without doubt.
          const meant = found.filter(({ displayName, username }) =>
            [displayName, username].some((name) => foldName(name) === foldName(wanted)),
          );
          const [only] = meant.length > 0 ? meant : found;
          if (only && (meant.length === 1 || found.length === 1)) void invite(only.id, only.displayName);
          else if (wanted !== '' && found.length === 0) void inviteByUsername();
          else if (wanted !== '') setError(text('invite.choose'));
        }}
      >
        <Field
          data-autofocus
          label={text('invite.who')}
          name="who"
          value={query}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          hint={text('invite.hint')}
          error={error ?? (isNobody ? text('invite.nobody', { name: wanted }) : undefined)}
          onChange={(event) => {
            setQuery(event.target.value);
            setError(undefined);
          }}
        />
        {found.length > 0 && (
          <ul className={styles.people}>
            {found.map((person) => (
              <li key={person.id}>
                <button
                  type="button"
                  className={styles.person}
                  aria-disabled={invited.has(person.id)}
                  onClick={() => !invited.has(person.id) && void invite(person.id, person.displayName)}
                >
                  <Avatar userId={person.id} picture={person.avatar} name={person.displayName} size={28} />
                  <span>
                    <bdi>{person.displayName}</bdi> <small>@{person.username}</small>
                  </span>
                  {invited.has(person.id) && <small>{text('invite.invited')}</small>}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className={form.buttons}>
          <Button onClick={onClose}>{text('done')}</Button>
          <Button look="primary" type="submit" disabled={wanted === '' || isNobody}>
            {text('invite.send')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
