import { isQuiet, type QuietHours as Hours, type Settings } from '@rookery/protocol';
import field from '../../design/Field.module.css';
import { useText } from '../../locales/text.ts';
import styles from '../../shell/OwnSettings.module.css';
import notices from './notices.module.css';

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
const usual = (): Hours => ({ from: '22:00', to: '08:00', zone: here() });
/** Known to this browser; her own among them in any case. */
const zones = (own: string): string[] => {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(own) ? known : [own, ...known];
};
const zoneName = (zone: string): string => zone.replaceAll('_', ' ');

/** The hours in words, with what holds now. */
const words = ({ from, to, zone }: Hours): [string, object] => [
  from === to
    ? 'quiet.never'
    : isQuiet({ from, to, zone }, Date.now())
      ? 'quiet.now'
      : from < to
        ? 'quiet.day'
        : 'quiet.night',
  { from, to, zone: zoneName(zone) },
];

type Props = {
  readonly quietHours: Hours | null;
  readonly change: (made: Pick<Partial<Settings>, 'quietHours'>) => void;
};

/** When nothing is to disturb the reader, each day. */
export const QuietHours = ({ quietHours, change }: Props) => {
  const text = useText();
  const set = (wanted: Partial<Hours>) => {
    const next = { ...(quietHours ?? usual()), ...wanted };
    // A field that was emptied says nothing yet.
    if (next.from !== '' && next.to !== '') change({ quietHours: next });
  };
  return (
    <section aria-labelledby="quiet-hours" className={styles.part}>
      <h3 id="quiet-hours">{text('quiet.title')}</h3>
      <p className={styles.lead}>{text('quiet.hint')}</p>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={quietHours !== null}
          onChange={(event) => change({ quietHours: event.target.checked ? usual() : null })}
        />
        <span>{text('quiet.on')}</span>
      </label>
      {quietHours && (
        <>
          <div className={styles.times}>
            {(['from', 'to'] as const).map((end) => (
              <label key={end} className={field.field}>
                <span className={field.label}>{text(end === 'from' ? 'quiet.from' : 'quiet.to')}</span>
                <input
                  type="time"
                  className={field.input}
                  value={quietHours[end]}
                  onChange={(event) => set({ [end]: event.target.value })}
                />
              </label>
            ))}
          </div>
          <label className={field.field}>
            <span className={field.label}>{text('quiet.zone')}</span>
            <select
              className={field.input}
              value={quietHours.zone}
              onChange={(event) => set({ zone: event.target.value })}
            >
              {zones(quietHours.zone).map((zone) => (
                <option key={zone} value={zone}>
                  {zoneName(zone)}
                </option>
              ))}
            </select>
          </label>
          <p className={notices.hint} role="status">
            {text(...(words(quietHours) as [string, Record<string, unknown>]))}
          </p>
        </>
      )}
    </section>
  );
};
