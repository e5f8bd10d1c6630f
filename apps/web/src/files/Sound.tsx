import type { File } from '@rookery/protocol';
import { IconButton } from '../design/IconButton.tsx';
import { useText } from '../locales/text.ts';
import { FileRow } from './FileRow.tsx';
import { Player } from './Player.tsx';
import { saveFile } from './save-file.ts';
import { useAvailability } from './use-availability.ts';
import styles from './FileContent.module.css';

type Props = { readonly file: File };

/** Sound with its player: below its name, or alone where it is a voice message. */
export const Sound = ({ file }: Props) => {
  const text = useText();
  const { url, availability, turn, ask, failed, again } = useAvailability(file.id);
  const isVoice = file.waveform !== undefined;
  const name = file.alt ?? (isVoice ? text('files.voice') : file.name);
  const player = (
    <Player key={turn} src={url} name={name} durationMs={file.durationMs} waveform={file.waveform} onFailed={failed} />
  );
  if (!isVoice)
    return (
      <div className={styles.sound}>
        <FileRow file={file} isGone={availability === 'gone'} />
        {availability === 'there' && player}
      </div>
    );
  if (availability === 'gone') return <FileRow file={file} isGone />;
  return (
    <div className={styles.voice}>
      {availability === 'there' ? (
        <>
          {player}
          <IconButton
            small
            icon="download"
            label={text('files.download')}
            onClick={() => void ask().then((now) => now === 'there' && saveFile(url, file.name))}
          />
        </>
      ) : (
        <p role="status">
          {text('files.failed')}{' '}
          <button type="button" onClick={again}>
            {text('files.again')}
          </button>
        </p>
      )}
    </div>
  );
};
