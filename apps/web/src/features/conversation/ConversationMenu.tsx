import type { Entry } from '@rookery/protocol';
import { useState } from 'react';
import { IconButton } from '../../design/IconButton.tsx';
import { Menu } from '../../design/Menu.tsx';
import { CommandItems } from '../../shell/CommandItems.tsx';
import type { Shell } from '../../shell/feature.ts';
import { useFeatures } from '../../shell/features.ts';

type Props = { readonly entry: Entry; readonly label: string };

/** What can be done with a room or a group, behind a button of its header. */
export const ConversationMenu = ({ entry, label }: Props) => {
  const commands = useFeatures()
    .roomCommands.filter(({ isFor }) => isFor(entry))
    .map((command) => ({ ...command, run: (shell: Shell) => command.run(entry, shell) }));
  const [anchor, setAnchor] = useState<HTMLElement>();
  const close = () => setAnchor(undefined);
  return (
    <>
      <IconButton
        icon="more"
        label={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && (
        <Menu label={label} anchor={anchor} placement="bottom-end" onClose={close}>
          <CommandItems commands={commands} onDone={close} />
        </Menu>
      )}
    </>
  );
};
