// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { AboveRows } from './AboveRows.tsx';
export { EarlierGone } from './EarlierGone.tsx';
export { ForwardedFrom } from './ForwardedFrom.tsx';
export { KeepItems } from './KeepItems.tsx';
export { Fold } from './Fold.tsx';
export { LivelyCode } from './LivelyCode.tsx';
export { MessageEditor } from './MessageEditor.tsx';
export { MessageToolbar } from './MessageToolbar.tsx';
export { PollView } from './PollView.tsx';
export { QuoteCards } from './QuoteCards.tsx';
