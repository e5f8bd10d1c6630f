// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { PanelSlot } from './PanelSlot.tsx';
export { SidebarNotes } from './SidebarNotes.tsx';
