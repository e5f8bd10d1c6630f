import type { InvitedRole } from '@rookery/protocol';
import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import fields from '../../design/Field.module.css';
import { Icon } from '../../design/Icon.tsx';
import { useText } from '../../locales/text.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMe } from '../../sdk/use-session.ts';
import { roleWords } from './role-words.ts';
import styles from './Links.module.css';

export type Wished = { readonly uses?: number; readonly expiresInMs: number; readonly role?: InvitedRole };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lasts = [
  ['link.hour', hourMs],
  ['link.day', dayMs],
  ['link.week', 7 * dayMs],
  ['link.month', 30 * dayMs],
  ['link.year', 365 * dayMs],
] as const;
const week = String(7 * dayMs);
const counts = [1, 5, 10, 25, 100];

type Props = { readonly isOfServer: boolean; readonly onMake: (wished: Wished) => Promise<void> };

/** For how many people and how long, and, to the server, as what. */
export const LinkForm = ({ isOfServer, onMake }: Props) => {
  const text = useText();
  const me = useMe();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  // Nobody gives more than she has.
  const roles: readonly InvitedRole[] = me.role === 'owner' ? ['member', 'admin', 'owner'] : ['member', 'admin'];

  const submit = async (form: FormData): Promise<void> => {
    setBusy(true);
    setError(undefined);
    const [uses, role] = [Number(form.get('uses')), form.get('role') as InvitedRole | null];
    await onMake({
      expiresInMs: Number(form.get('lasts')),
      ...(uses === 0 ? {} : { uses }),
      ...(role === null || role === 'member' ? {} : { role }),
    }).catch((thrown: unknown) => setError(thrownText(text, thrown, { conflict: text('link.tooMany') })));
    setBusy(false);
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(new FormData(event.currentTarget));
      }}
    >
      <label className={fields.field}>
        <span className={fields.label}>{text('link.uses')}</span>
        <select className={fields.input} name="uses" defaultValue={isOfServer ? 1 : 0}>
          {counts.map((count) => (
            <option key={count} value={count}>
              {text('link.people', { count })}
            </option>
          ))}
          <option value={0}>{text('link.anyNumber')}</option>
        </select>
      </label>
      <label className={fields.field}>
        <span className={fields.label}>{text('link.lasts')}</span>
        <select className={fields.input} name="lasts" defaultValue={week}>
          {lasts.map(([label, ms]) => (
            <option key={ms} value={ms}>
              {text(label)}
            </option>
          ))}
        </select>
      </label>
      {isOfServer && (
        <label className={fields.field}>
          <span className={fields.label}>{text('link.as')}</span>
          <select className={fields.input} name="role" defaultValue="member">
            {roles.map((role) => (
              <option key={role} value={role}>
                {text(roleWords[role])}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button look="primary" type="submit" aria-busy={busy}>
        <Icon name="link" size={18} />
        {text('link.make')}
      </Button>
      {error !== undefined && <p role="alert">{error}</p>}
    </form>
  );
};
