import type { IconName } from './icon-name.ts';

type Props = { readonly name: IconName; readonly size?: number; readonly className?: string | undefined };

/** A symbol of the sprite in index.html. Always decoration: the words are beside it or in the control's label. */
export const Icon = ({ name, size = 20, className }: Props) => (
  <svg width={size} height={size} className={className} aria-hidden="true" focusable="false">
    <use href={`#i-${name}`} />
  </svg>
);
