import { createContext } from 'react';
import type { CompletionSources } from './completions.ts';

/** Whom and what one can name where one writes: the composer's and the editors' alike. */
export const CompletionContext = createContext<Omit<CompletionSources, 'emojis'>>({ people: [], rooms: [] });
