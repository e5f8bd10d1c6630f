import { Menu } from '../design/Menu.tsx';
import type { Placement } from '../design/place-floating.ts';
import { CommandItems } from './CommandItems.tsx';
import type { Command } from './feature.ts';

type Props = {
  readonly label: string;
  readonly anchor: HTMLElement;
  readonly placement: Placement;
  readonly commands: readonly Command[];
  readonly onClose: () => void;
};

/** A menu of what features bring. */
export const CommandMenu = ({ commands, onClose, ...menu }: Props) => (
  <Menu {...menu} onClose={onClose}>
    <CommandItems commands={commands} onDone={onClose} />
  </Menu>
);
