import { MenuItem } from '../design/Menu.tsx';
import { useText } from '../locales/text.ts';
import type { Command } from './feature.ts';
import { useShell } from './use-shell.ts';

type Props = { readonly commands: readonly Command[]; readonly onDone: () => void };

/** What features bring to a menu. */
export const CommandItems = ({ commands, onDone }: Props) => {
  const text = useText();
  const shell = useShell();
  return commands.map(({ label, icon, keys, run }) => (
    <MenuItem
      key={label}
      icon={icon}
      {...(keys ? { keys } : {})}
      onSelect={() => {
        onDone();
        run(shell());
      }}
    >
      {text(label)}
    </MenuItem>
  ));
};
