import { createStore } from 'zustand/vanilla';
import { useStore } from 'zustand';
import { ownName } from '../lib/base-path.ts';

type Draft = { readonly text: string; readonly replyTo?: number };
type Drafts = Readonly<Record<string, Draft>>;

const key = ownName('rookery.drafts');
const saveAfterMs = 250;
const longestDraft = 40_000;

const read = (): Drafts => {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(
      Object.entries(parsed).flatMap(([conversation, draft]: [string, { text?: unknown; replyTo?: unknown } | null]) =>
        typeof draft?.text === 'string'
          ? [
              [
                conversation,
                { text: draft.text, ...(typeof draft.replyTo === 'number' ? { replyTo: draft.replyTo } : {}) },
              ],
            ]
          : [],
      ),
    );
  } catch {
    return {};
  }
};

/** What was begun and not sent, by conversation. Survives a reload. */
const drafts = createStore<Drafts>(read);

let timer: ReturnType<typeof setTimeout> | undefined;
/** Written here since it was last saved. Everything else is as other tabs left it. */
const unsaved = new Set<string>();

const merged = (): Drafts => {
  const own = drafts.getState();
  const others = Object.entries(read()).filter(([conversation]) => !unsaved.has(conversation));
  const mine = [...unsaved].flatMap((conversation) => {
    const draft = own[conversation];
    return draft ? [[conversation, draft] as const] : [];
  });
  return Object.fromEntries([...others, ...mine]);
};

const save = (): void => {
  clearTimeout(timer);
  timer = undefined;
  try {
    localStorage.setItem(key, JSON.stringify(merged()));
    unsaved.clear();
  } catch {
    // No room or no permission: the draft lasts until the tab closes.
  }
};

export const setDraft = (conversation: string, draft: Draft): void => {
  const { [conversation]: before, ...others } = drafts.getState();
  const text = draft.text.slice(0, longestDraft);
  if (text === (before?.text ?? '') && draft.replyTo === before?.replyTo) return;
  const isEmpty = text.trim() === '' && draft.replyTo === undefined;
  drafts.setState(isEmpty ? others : { ...others, [conversation]: { ...draft, text } }, true);
  unsaved.add(conversation);
  timer ??= setTimeout(save, saveAfterMs);
};

/** What was begun before the conversation had begun is its draft; what is written there already stays. */
export const moveDraft = (from: string, to: string): void => {
  const { [from]: begun } = drafts.getState();
  if (!begun) return;
  const before = draftOf(to);
  setDraft(to, { ...before, text: [before.text, begun.text].filter((text) => text.trim() !== '').join('\n') });
  setDraft(from, { text: '' });
};

export const clearDrafts = (): void => {
  for (const conversation of Object.keys({ ...read(), ...drafts.getState() })) unsaved.add(conversation);
  drafts.setState({}, true);
  save();
};

export const draftOf = (conversation: string): Draft => drafts.getState()[conversation] ?? { text: '' };

export const useHasDraft = (conversation: string): boolean =>
  useStore(drafts, (state) => (state[conversation]?.text.trim() ?? '') !== '');

if (typeof addEventListener === 'function') {
  // A page that is being left may never run its timer.
  addEventListener('pagehide', () => timer !== undefined && save());
  // Another tab wrote. One that signed out cleared them: what was typed here stays here, as the screen then says.
  addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== '{}') drafts.setState(merged(), true);
  });
}
