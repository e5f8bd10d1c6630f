import { latePart } from '../shell/late-part.tsx';

/** The emoji picker, loaded with its table when it is first opened. */
export const EmojiPicker = latePart(async () => (await import('./EmojiPicker.tsx')).EmojiPicker);
