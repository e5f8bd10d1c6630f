import type { SearchIndex } from '../../ports/search-index.ts';

/** What the main thread and the index's thread say to each other. */
type Names = 'positions' | 'emptied' | 'covered' | 'apply' | 'forget' | 'find';
export type Call = { [Name in Names]: { readonly name: Name; readonly args: Parameters<SearchIndex[Name]> } }[Names];
export type IndexCall = { readonly id: number; readonly call: Call };
export type IndexAnswer = { readonly id: number } & ({ readonly value: unknown } | { readonly failure: string });
