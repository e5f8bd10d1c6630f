import { useState, type ComponentProps } from 'react';
import type { Person } from '@rookery/client';
import { latePart } from '../shell/late-part.tsx';

const PersonCard = latePart(async () => (await import('./PersonCard.tsx')).PersonCard);

type Props = Omit<ComponentProps<'button'>, 'onClick'> & { readonly person: Person };

/** Somebody's name or seal; a click shows who that is. */
export const PersonButton = ({ person, children, ...rest }: Props) => {
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <>
      <button {...rest} type="button" onClick={(event) => setAnchor(event.currentTarget)}>
        {children}
      </button>
      {anchor && <PersonCard person={person} anchor={anchor} onClose={() => setAnchor(undefined)} />}
    </>
  );
};
