import type { File } from '@rookery/protocol';
import type { IconName } from '../design/icon-name.ts';
import { kindOf } from './kind-of.ts';

const icons = { image: 'image', video: 'film', audio: 'sound', document: 'file' } as const;

export const fileIcon = (file: Pick<File, 'type'>): IconName => icons[kindOf(file)];
