// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { KeepItems } from './KeepItems.tsx';
export { PollView } from './PollView.tsx';
