import { useMe } from '../../sdk/use-session.ts';
import { Names } from './Names.tsx';
import { StatusForm } from './StatusForm.tsx';

/** How the reader is called, and what she says of herself for a while. */
export const ProfileSettings = () => {
  const { status } = useMe();
  return (
    <>
      <Names />
      {/* Another form for another status: one that was set elsewhere is not set back from here. */}
      <StatusForm key={JSON.stringify(status ?? null)} />
    </>
  );
};
