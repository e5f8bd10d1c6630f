import { createContext, useContext } from 'react';
import type { Segments } from '../lib/paths.ts';
import type { Beginning, Command, Feature, Page, Panel, RoomCommand, Shell, Shortcut } from './feature.ts';

/** What all features together bring. */
type Features = {
  readonly home: Feature['home'];
  readonly pages: readonly Page[];
  readonly Waiting: Feature['Waiting'];
  readonly panels: readonly Panel[];
  readonly roomCommands: readonly RoomCommand[];
  readonly beginnings: readonly Beginning[];
  readonly firstSteps: readonly Command[];
  readonly ownCommands: readonly Beginning[];
  readonly shortcuts: readonly Shortcut[];
  readonly segments: Segments;
  readonly write: () => void;
  readonly jump: (start: '' | '@', shell: Shell) => void;
};

/** In the order of the list. */
export const combine = (features: readonly Feature[]): Features => ({
  home: features.find(({ home }) => home)?.home,
  pages: features.flatMap(({ pages = [] }) => pages),
  Waiting: features.find(({ Waiting }) => Waiting)?.Waiting,
  panels: features.flatMap(({ panels = [] }) => panels),
  roomCommands: features
    .flatMap(({ roomCommands = [] }) => roomCommands)
    .sort((a, b) => Number(a.isLast ?? false) - Number(b.isLast ?? false)),
  beginnings: features.flatMap(({ beginnings = [] }) => beginnings),
  firstSteps: features.flatMap(({ firstSteps = [] }) => firstSteps),
  ownCommands: features.flatMap(({ ownCommands = [] }) => ownCommands),
  shortcuts: features.flatMap(({ shortcuts = [] }) => shortcuts),
  segments: {
    pages: features.flatMap(({ pages = [] }) => pages.map(({ segment }) => segment)),
    withParts: features.flatMap(({ pages = [] }) =>
      pages.filter(({ hasParts }) => hasParts).map(({ segment }) => segment),
    ),
    panels: features.flatMap(({ panels = [] }) => panels.map(({ segment }) => segment)),
  },
  write: () => features.find(({ write }) => write)?.write?.(),
  jump: (start, shell) => features.find(({ jump }) => jump)?.jump?.(start, shell),
});

export const FeaturesContext = createContext<Features>(combine([]));

export const useFeatures = (): Features => useContext(FeaturesContext);

/** Which addresses lead to a page or panel. */
export const useSegments = (): Segments => useFeatures().segments;
