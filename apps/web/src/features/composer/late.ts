// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { AttachButton } from './AttachButton.tsx';
export { ClosedComposer } from './ClosedComposer.tsx';
export { KeptEditBar } from './KeptEditBar.tsx';
export { SilentComposer } from './SilentComposer.tsx';
export { SlowModeBar } from './SlowModeBar.tsx';
