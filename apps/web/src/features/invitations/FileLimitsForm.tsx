import type { AdminSettings, FileLimits } from '@rookery/protocol';
import { useRef, useState } from 'react';
import { showToast } from '../../design/toasts.ts';
import { bytesIn, sizeParts, type SizeUnit } from '../../lib/size-parts.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { ActForm } from '../../shell/ActForm.tsx';
import { SizeField } from './SizeField.tsx';
import styles from './FileLimits.module.css';

type Name = keyof FileLimits;

type Size = { readonly name: Name; readonly label: string; readonly mostBytes: number; readonly most: string };

/** The server takes no larger limits. */
const file = { label: 'fileLimits.file', mostBytes: 2 ** 31, most: '2 GiB' };
const day = { label: 'fileLimits.day', mostBytes: 2 ** 40, most: '1024 GiB' };
const ofMembers: readonly Size[] = [
  { ...file, name: 'fileBytes' },
  { ...day, name: 'dayFileBytes' },
];
const ofGuests: readonly Size[] = [
  { ...file, name: 'guestFileBytes' },
  { ...day, name: 'guestDayFileBytes' },
];
const groups = [
  ['fileLimits.members', ofMembers],
  ['fileLimits.guests', ofGuests],
] as const;

/** How much people may upload. Nothing is changed until it is saved. */
export const FileLimitsForm = ({ settings }: { readonly settings: AdminSettings }) => {
  const text = useText();
  const client = useClient();
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<Name>('fileBytes');

  const act = (field: (name: string) => string): string | Promise<unknown> => {
    const change: Partial<Record<Name, number>> = {};
    for (const { name, mostBytes, most } of [...ofMembers, ...ofGuests]) {
      const [count, unit] = [field(name), field(`${name}.unit`) as SizeUnit];
      const shown = sizeParts(settings[name]);
      // What was set to the byte by a program stays so where nobody touched it.
      const bytes = count === shown.count && unit === shown.unit ? settings[name] : bytesIn(count, unit);
      if (bytes === undefined || bytes > mostBytes) {
        setWrong(name);
        (form.current?.elements.namedItem(name) as HTMLInputElement | null)?.focus();
        return text('fileLimits.refused', { most });
      }
      change[name] = bytes;
    }
    setWrong('fileBytes');
    return client.setServer(change);
  };

  return (
    <ActForm ref={form} yes={text('save')} ownWords={{}} act={act} onDone={() => showToast(text('profile.saved'))}>
      {(error) =>
        groups.map(([legend, ofGroup]) => (
          <fieldset key={legend} className={styles.group}>
            <legend>{text(legend)}</legend>
            {ofGroup.map(({ name, label }) => (
              <SizeField
                key={name}
                label={text(label)}
                name={name}
                bytes={settings[name]}
                error={name === wrong ? error : undefined}
              />
            ))}
          </fieldset>
        ))
      }
    </ActForm>
  );
};
