import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { ownName } from '../lib/base-path.ts';
import { mergeTexts } from './merge-texts.ts';

/** Edits that were begun and not saved: what they would make of messages, by their numbers. */
type Edits = Readonly<Record<number, string>>;
type Draft = { readonly text: string; readonly replyTo?: number | undefined; readonly edits?: Edits | undefined };
type Drafts = Readonly<Record<string, Draft>>;

const key = ownName('rookery.drafts');
const saveAfterMs = 250;
export const longestDraft = 40_000;
/** In one conversation; the oldest messages' go first. */
const mostEdits = 20;

/** Whose drafts these are: who is signed in, or was last in this tab. */
let owner: string | undefined;
let isSignedIn = false;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const editsIn = (kept: unknown): Edits | undefined => {
  const edits = Object.entries(isRecord(kept) ? kept : {}).filter(
    (edit): edit is [string, string] => Number(edit[0]) > 0 && typeof edit[1] === 'string',
  );
  return edits.length > 0 ? Object.fromEntries(edits) : undefined;
};

const draftIn = (kept: unknown): Draft | undefined => {
  if (!isRecord(kept) || typeof kept['text'] !== 'string') return undefined;
  const edits = editsIn(kept['edits']);
  return {
    text: kept['text'],
    ...(typeof kept['replyTo'] === 'number' ? { replyTo: kept['replyTo'] } : {}),
    ...(edits ? { edits } : {}),
  };
};

/** The owner's drafts as the storage has them; undefined where it holds none, or somebody else's. */
const kept = (): Drafts | undefined => {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (!isRecord(parsed)) return undefined;
    // Version 0.2.0 did not say whose they are: they are whose the session is that was kept with them.
    const isUnnamed = typeof parsed['of'] !== 'string';
    if (!isUnnamed && parsed['of'] !== owner) return undefined;
    const all = isUnnamed ? parsed : parsed['drafts'];
    return Object.fromEntries(
      Object.entries(isRecord(all) ? all : {}).flatMap(([conversation, one]) => {
        const draft = draftIn(one);
        return draft ? [[conversation, draft] as const] : [];
      }),
    );
  } catch {
    return undefined;
  }
};

const isNothing = ({ text, replyTo, edits }: Draft): boolean =>
  text.trim() === '' && replyTo === undefined && edits === undefined;

/** What was begun and not sent, by conversation. Survives a reload. */
const drafts = createStore<Drafts>(() => ({}));

let timer: ReturnType<typeof setTimeout> | undefined;
/** Written here since it was last saved. Everything else is as other tabs left it. */
const unsaved = new Set<string>();
/** What the storage held when this tab last looked: what is unsaved was made of it. */
let base: Drafts = {};
/** An input method composes: until it has ended, nothing may be put into its field. */
let isComposing = false;

const mergeDrafts = (was: Draft | undefined, own: Draft | undefined, other: Draft | undefined): Draft | undefined => {
  const text = mergeTexts(was?.text ?? '', own?.text ?? '', other?.text ?? '');
  const [wasEdits, ownEdits, otherEdits] = [was?.edits ?? {}, own?.edits ?? {}, other?.edits ?? {}];
  const edits = Object.keys({ ...otherEdits, ...ownEdits }).flatMap((key) => {
    const seq = Number(key);
    const merged = mergeTexts(wasEdits[seq] ?? '', ownEdits[seq] ?? '', otherEdits[seq] ?? '');
    return merged === '' && ownEdits[seq] !== '' ? [] : [[seq, merged] as const];
  });
  const { replyTo } = (own?.replyTo === was?.replyTo ? other : own) ?? {};
  return draftIn({ text, replyTo, edits: Object.fromEntries(edits) });
};

/** What this tab and the others have. Where two typed in one conversation at once, what both typed. */
const merged = (all: Drafts): Drafts => {
  const own = drafts.getState();
  const others = Object.entries(all).filter(([conversation]) => !unsaved.has(conversation));
  const mine = [...unsaved].flatMap((conversation) => {
    const draft = mergeDrafts(base[conversation], own[conversation], all[conversation]);
    return draft && !isNothing(draft) ? [[conversation, draft] as const] : [];
  });
  return Object.fromEntries([...others, ...mine]);
};

const stopTimer = (): void => {
  clearTimeout(timer);
  timer = undefined;
};

const saveSoon = (): void => {
  timer ??= setTimeout(save, saveAfterMs);
};

const save = (): void => {
  stopTimer();
  if (!isSignedIn) return;
  if (isComposing) {
    saveSoon();
    return;
  }
  try {
    const all = merged(kept() ?? {});
    localStorage.setItem(key, JSON.stringify({ of: owner, drafts: all }));
    unsaved.clear();
    base = all;
    drafts.setState(all, true);
  } catch {
    // No room or no permission: the draft lasts until the tab closes.
  }
};

/** Takes over what other tabs wrote. One that signed out removed them: this one is told that by the server. */
const follow = (): void => {
  const all = isSignedIn ? kept() : undefined;
  if (!all) return;
  if (isComposing) {
    saveSoon();
    return;
  }
  const next = merged(all);
  base = all;
  drafts.setState(next, true);
};

/** Somebody is signed in: from now on hers are shown and kept, and nobody else's are anywhere. */
export const openDrafts = (user: string): void => {
  if (isSignedIn && user === owner) return;
  const isBack = user === owner;
  owner = user;
  isSignedIn = true;
  if (isBack) for (const conversation of Object.keys(drafts.getState())) unsaved.add(conversation);
  else unsaved.clear();
  base = {};
  const all = kept() ?? {};
  drafts.setState(merged(all), true);
  base = all;
  // Not without need: what this tab sees of the storage may be a moment older than what another tab has just written.
  if (isBack || !kept()) save();
};

/**
 * Nobody is signed in any more, so the storage keeps nothing. Unless she left by her own will, what was begun can still be copied in
 * this tab, until somebody comes in.
 */
export const closeDrafts = (isByOwnWill: boolean): void => {
  stopTimer();
  // Another tab may have somebody new by now.
  if (owner === undefined || kept()) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Then there is nothing to remove either.
    }
  }
  isSignedIn = false;
  if (isByOwnWill) forgetDrafts();
};

export const forgetDrafts = (): void => {
  owner = undefined;
  unsaved.clear();
  drafts.setState({}, true);
};

/** Everything that was begun and not sent. */
export const begunTexts = (): readonly string[] =>
  Object.values(drafts.getState())
    .flatMap(({ text, edits = {} }) => [text, ...Object.values(edits)])
    .filter((text) => text.trim() !== '');

const isSame = (a: Edits = {}, b: Edits = {}): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Takes over what is given of the draft, and leaves the rest of it. */
export const setDraft = (conversation: string, change: Partial<Draft>): void => {
  const { [conversation]: before = { text: '' }, ...others } = drafts.getState();
  const draft = { ...before, ...change };
  const text = draft.text.slice(0, longestDraft);
  if (text === before.text && draft.replyTo === before.replyTo && isSame(draft.edits, before.edits)) return;
  drafts.setState(isNothing({ ...draft, text }) ? others : { ...others, [conversation]: { ...draft, text } }, true);
  unsaved.add(conversation);
  saveSoon();
};

/** What an edit would make of the message at `seq`; undefined when it was saved or given up. */
export const setEdit = (conversation: string, seq: number, text: string | undefined): void => {
  const { [seq]: _, ...others } = draftOf(conversation).edits ?? {};
  const edits = Object.entries(text === undefined ? others : { ...others, [seq]: text.slice(0, longestDraft) });
  setDraft(conversation, { edits: edits.length > 0 ? Object.fromEntries(edits.slice(-mostEdits)) : undefined });
};

/** What was begun before the conversation had begun is its draft; what is written there already stays. */
export const moveDraft = (from: string, to: string): void => {
  const { [from]: begun } = drafts.getState();
  if (!begun) return;
  addToDraft(to, begun.text);
  setDraft(from, { text: '', replyTo: undefined, edits: undefined });
};

/** Puts words below what is written there already. */
export const addToDraft = (conversation: string, words: string): void =>
  setDraft(conversation, {
    text: [draftOf(conversation).text, words].filter((text) => text.trim() !== '').join('\n'),
  });

/** All that was begun, by conversation, as it is now and whenever it changes. */
export const beginnings = { now: drafts.getState, watch: drafts.subscribe } as const;

export const useBeginnings = (): Drafts => useStore(drafts);

export const draftOf = (conversation: string): Draft => drafts.getState()[conversation] ?? { text: '' };

export const useDraftText = (conversation: string): string =>
  useStore(drafts, (state) => state[conversation]?.text ?? '');

/** The number of the message that is answered. */
export const useDraftReply = (conversation: string): number | undefined =>
  useStore(drafts, (state) => state[conversation]?.replyTo);

export const useHasDraft = (conversation: string): boolean =>
  useStore(drafts, (state) => {
    const { text = '', edits } = state[conversation] ?? {};
    return text.trim() !== '' || edits !== undefined;
  });

export const useHasEdits = (conversation: string): boolean =>
  useStore(drafts, (state) => state[conversation]?.edits !== undefined);

const noEdits: Edits = {};

/** The edits that were begun in a conversation and not saved. */
export const useEdits = (conversation: string): Edits =>
  useStore(drafts, (state) => state[conversation]?.edits ?? noEdits);

if (typeof addEventListener === 'function') {
  // A page that is being left may never run its timer, and in the next tab one may type at once.
  for (const left of ['pagehide', 'blur']) addEventListener(left, () => timer !== undefined && save());
  addEventListener('storage', (event) => event.key === key && follow());
  // A page that slept was told of nothing.
  addEventListener('focus', follow);
  addEventListener('compositionstart', () => (isComposing = true));
  for (const end of ['compositionend', 'focusout', 'pagehide'])
    addEventListener(end, () => (isComposing = false), true);
}
