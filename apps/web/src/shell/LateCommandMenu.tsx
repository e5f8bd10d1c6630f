import { latePart } from './late-part.tsx';

/** Menus are loaded after the first screen. */
export const CommandMenu = latePart(async () => (await import('./CommandMenu.tsx')).CommandMenu);
