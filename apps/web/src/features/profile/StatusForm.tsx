import { limits, type UserStatus } from '@rookery/protocol';
import { useEffect, useRef, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import field from '../../design/Field.module.css';
import form from '../../design/Form.module.css';
import { Icon } from '../../design/Icon.tsx';
import { showToast } from '../../design/toasts.ts';
import { EmojiPicker } from '../../emoji/LazyEmojiPicker.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useStatus } from '../../sdk/use-status.ts';
import styles from './StatusForm.module.css';

const hourMs = 3_600_000;
const endOfDay = (): number => new Date().setHours(23, 59, 59, 999);

/** For how long, as a choice; null: until it is taken back. */
const ends: Readonly<Record<string, () => number | null>> = {
  'status.open': () => null,
  'status.hour': () => Date.now() + hourMs,
  'status.fourHours': () => Date.now() + 4 * hourMs,
  'status.today': endOfDay,
  'status.week': () => Date.now() + 7 * 24 * hourMs,
};

/** What people mostly say. */
const presets = [
  ['📅', 'status.inMeeting'],
  ['🍜', 'status.atLunch'],
  ['🤒', 'status.sick'],
  ['🌴', 'status.away'],
] as const;

/** What the reader says of herself, and for how long. */
export const StatusForm = () => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const me = useMe();
  const now = useStatus(me);
  const [emoji, setEmoji] = useState(now?.emoji);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const whole = useRef<HTMLFormElement>(null);

  // The menu's way to it.
  useEffect(() => {
    if (location.hash === '#status') whole.current?.querySelector<HTMLElement>('input')?.focus();
  }, []);

  const set = async (status: UserStatus | null, said: string) => {
    setBusy(true);
    try {
      await client.setProfile({ status });
      showToast(said);
    } catch (thrown) {
      setError(thrownText(text, thrown, { bad_request: text('status.refused') }));
    }
    setBusy(false);
  };
  const submit = (fields: FormData) => {
    const words = String(fields.get('words') ?? '').trim();
    if (emoji === undefined && words === '') return setError(text('status.empty'));
    const until = ends[String(fields.get('end'))]?.() ?? null;
    void set(
      {
        ...(emoji === undefined ? {} : { emoji }),
        ...(words === '' ? {} : { text: words }),
        ...(until === null ? {} : { until }),
      },
      text('status.saved'),
    );
  };

  return (
    <section className={styles.part} aria-labelledby="status-title">
      <h3 id="status-title">{text('status.title')}</h3>
      {now && (
        <p className={styles.now}>
          {now.emoji} <bdi>{now.text}</bdi>{' '}
          {now.until === undefined
            ? text('status.untilTaken')
            : text('status.until', { until: dateAndTime(now.until, locale) })}
        </p>
      )}
      <form
        ref={whole}
        className={form.form}
        noValidate
        onChange={() => setError(undefined)}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) submit(new FormData(event.currentTarget));
        }}
      >
        <div className={styles.presets}>
          {presets.map(([sign, label]) => (
            <Button
              key={label}
              look="plain"
              onClick={() => {
                setError(undefined);
                setEmoji(sign);
                const input = whole.current?.elements.namedItem('words');
                if (input instanceof HTMLInputElement) input.value = text(label);
              }}
            >
              {sign} {text(label)}
            </Button>
          ))}
        </div>
        <div className={styles.fields}>
          <button
            type="button"
            className={styles.emoji}
            aria-label={emoji === undefined ? text('status.pick') : text('status.picked', { emoji })}
            aria-haspopup="dialog"
            aria-expanded={anchor !== undefined}
            onClick={(event) => setAnchor(event.currentTarget)}
          >
            {emoji ?? <Icon name="smile" size={20} />}
          </button>
          <Field
            label={text('status.words')}
            name="words"
            defaultValue={now?.text}
            maxLength={limits.statusChars}
            autoComplete="off"
            dir="auto"
          />
        </div>
        {error !== undefined && (
          <p className={field.error} role="alert">
            <Icon name="alert" size={18} />
            {error}
          </p>
        )}
        <div className={field.field}>
          <label className={field.label} htmlFor="status-end">
            {text('status.end')}
          </label>
          <select id="status-end" name="end" className={field.input} defaultValue="status.open">
            {Object.keys(ends).map((end) => (
              <option key={end} value={end}>
                {text(end)}
              </option>
            ))}
          </select>
        </div>
        <div className={form.buttons}>
          {now && (
            <Button aria-busy={busy} onClick={() => void set(null, text('status.cleared'))}>
              {text('status.clear')}
            </Button>
          )}
          <Button look="primary" type="submit" aria-busy={busy}>
            {text('status.set')}
          </Button>
        </div>
      </form>
      {anchor && (
        <EmojiPicker
          anchor={anchor}
          onClose={() => setAnchor(undefined)}
          onPick={(sign) => {
            setAnchor(undefined);
            setError(undefined);
            setEmoji(sign);
          }}
        />
      )}
    </section>
  );
};
