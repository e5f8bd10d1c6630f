import type { Entry } from '@rookery/protocol';
import { Suspense, useState } from 'react';
import { Badge } from '../../design/Badge.tsx';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { CommandMenu } from '../../shell/LateCommandMenu.tsx';
import { useText } from '../../locales/text.ts';
import type { Shell } from '../../shell/feature.ts';
import { useFeatures } from '../../shell/features.ts';
import { useShell } from '../../shell/use-shell.ts';
import styles from './RoomHeader.module.css';

type Props = { readonly entry: Entry; readonly label: string };

/** What can be done with a room or a group, behind a button of its header. */
export const ConversationMenu = ({ entry, label }: Props) => {
  const text = useText();
  const shell = useShell();
  const commands = useFeatures()
    .roomCommands.filter(({ isFor }) => isFor(entry))
    .map((command) => ({ ...command, run: (now: Shell) => command.run(entry, now) }));
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <>
      <Suspense>
        {commands.map(
          ({ label: title, icon, run, Count }) =>
            Count && (
              <Count key={title} entry={entry}>
                {(count) => (
                  <button
                    type="button"
                    className={styles.panelLink}
                    aria-label={`${text(title)}${text('separator')}${count}`}
                    data-tip={text(title)}
                    onClick={() => run(shell())}
                  >
                    <Icon name={icon} size={18} />
                    <Badge count={count} needed />
                  </button>
                )}
              </Count>
            ),
        )}
      </Suspense>
      <IconButton
        icon="more"
        label={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      />
      {anchor && (
        <CommandMenu
          label={label}
          anchor={anchor}
          placement="bottom-end"
          commands={commands}
          onClose={() => setAnchor(undefined)}
        />
      )}
    </>
  );
};
