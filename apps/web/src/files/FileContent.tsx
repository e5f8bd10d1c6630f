import type { File } from '@rookery/protocol';
import { kindOf } from './kind-of.ts';
import { FileRow } from './FileRow.tsx';
import { Film } from './Film.tsx';
import { Picture } from './Picture.tsx';
import { Sound } from './Sound.tsx';

type Props = {
  readonly file: File;
  /** What the viewer goes through. */
  readonly among: readonly File[];
};

/** A file as it is shown. It fills the box that it is put into. */
export const FileContent = ({ file, among }: Props) => {
  switch (kindOf(file)) {
    case 'image':
      return <Picture file={file} among={among} />;
    case 'video':
      return <Film file={file} />;
    case 'audio':
      return <Sound file={file} />;
    case 'document':
      return <FileRow file={file} />;
  }
};
