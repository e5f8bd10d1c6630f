/** Where the reader was in each conversation, for as long as the tab lives. */
export type KeptPlace = { readonly key: string; readonly offset: number };

const places = new Map<string, KeptPlace>();

/** Undefined: at the bottom. */
export const keepPlace = (conversation: string, place: KeptPlace | undefined): void => {
  if (place) places.set(conversation, place);
  else places.delete(conversation);
};

export const keptPlace = (conversation: string): KeptPlace | undefined => places.get(conversation);

export const forgetPlaces = (): void => places.clear();
