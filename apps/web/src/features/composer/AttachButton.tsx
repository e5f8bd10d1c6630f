import { useEffect, useRef } from 'react';
import { IconButton } from '../../design/IconButton.tsx';
import { receiver } from '../../files/receiver.ts';
import { attach } from '../../files/uploads.ts';
import { modKey } from '../../lib/keys.ts';
import { touch, useMedia } from '../../lib/media.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';

type Props = { readonly draftKey: string; readonly onDone: () => void };

/** Chooses files; while it is there, what is dropped or pasted anywhere goes to its composer too. */
export const AttachButton = ({ draftKey, onDone }: Props) => {
  const text = useText();
  const client = useClient();
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(onDone);
  done.current = onDone;
  const isTouch = useMedia(touch);
  /** `accept`: on a phone it says whether the camera roll opens, or all files. */
  const pick = (accept: string) => {
    if (!input.current) return;
    input.current.accept = accept;
    input.current.click();
  };
  useEffect(() => {
    receiver.set({
      take: (files) => {
        void attach(client, draftKey, files);
        done.current();
      },
      choose: () => pick(''),
    });
    return () => receiver.set(undefined);
  }, [client, draftKey]);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          receiver.get()?.take([...(currentTarget.files ?? [])]);
          // The same file once more is a change too.
          currentTarget.value = '';
        }}
      />
      {isTouch && (
        <IconButton
          icon="image"
          label={text('tray.gallery')}
          onClick={() => {
            pick('image/*,video/*');
          }}
        />
      )}
      <IconButton icon="paperclip" label={text('tray.attach')} keys={`${modKey} U`} onClick={() => pick('')} />
    </>
  );
};
