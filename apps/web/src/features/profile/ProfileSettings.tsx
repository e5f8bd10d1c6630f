import { Avatar } from '../../design/Avatar.tsx';
import { PictureChoice } from '../../files/PictureChoice.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { useMe } from '../../sdk/use-session.ts';
import { Names } from './Names.tsx';
import { StatusForm } from './StatusForm.tsx';

/** How the reader looks and is called, and what she says of herself for a while. */
export const ProfileSettings = () => {
  const text = useText();
  const client = useClient();
  const me = useMe();
  const { status, avatar } = me;
  return (
    <>
      <PictureChoice
        title={text('picture.own')}
        hasPicture={avatar !== undefined}
        save={(picture) => client.setAvatar(picture)}
      >
        <Avatar userId={me.id} picture={avatar} name={me.displayName} size={72} />
      </PictureChoice>
      <Names />
      {/* Another form for another status: one that was set elsewhere is not set back from here. */}
      <StatusForm key={JSON.stringify(status ?? null)} />
    </>
  );
};
