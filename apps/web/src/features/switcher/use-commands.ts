import { rankName } from '@rookery/protocol';
import type { IconName } from '../../design/icon-name.ts';
import { paths } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { chooseLook } from '../../shell/choose-look.ts';
import type { Shell } from '../../shell/feature.ts';
import { useFeatures } from '../../shell/features.ts';
import { lookChoices } from '../../shell/look-choices.ts';
import { useBeginnings } from '../../shell/use-beginnings.ts';
import { useShell } from '../../shell/use-shell.ts';

export type FoundCommand = {
  readonly key: string;
  readonly icon: IconName;
  readonly name: string;
  /** What it is about: a room, a setting. */
  readonly detail: string;
  readonly run: (shell: Shell) => void;
};

/** Everything that menus offer here and now, best match first: what to do with the open conversation, what to begin, her own menu, how the app looks. */
export const useCommands = (query: string): readonly FoundCommand[] => {
  const text = useText();
  const client = useClient();
  const { roomCommands, ownCommands, pages } = useFeatures();
  const beginnings = useBeginnings();
  const { open } = useShell()();
  const all: FoundCommand[] = [
    ...(open
      ? roomCommands
          .filter(({ isFor }) => isFor(open))
          .map(({ label, icon, run }) => ({
            key: label,
            icon,
            name: text(label),
            detail: open.room ? `#${open.room.name}` : '',
            run: (shell: Shell) => run(open, shell),
          }))
      : []),
    ...[...beginnings, ...ownCommands].map(({ label, icon, run }) => ({
      key: label,
      icon,
      name: text(label),
      detail: '',
      run,
    })),
    ...pages.flatMap(({ segment, title, icon }) =>
      icon && !beginnings.some(({ label }) => label === title)
        ? [
            {
              key: title,
              icon,
              name: text(title),
              detail: '',
              run: ({ navigate }: Shell) => navigate(paths.page(segment)),
            },
          ]
        : [],
    ),
    ...lookChoices.flatMap(({ title, choices }) =>
      choices.map(({ icon, set, label, name = text(label ?? '') }) => ({
        key: `${title} ${label ?? name}`,
        icon,
        name,
        detail: text(title),
        run: () => chooseLook(client, set),
      })),
    ),
  ];
  const fit = ({ name, detail }: FoundCommand): number =>
    Math.max(rankName(name, query), rankName(detail.replace(/^#/u, ''), query) / 2);
  return all.filter((command) => fit(command) > 0).toSorted((a, b) => fit(b) - fit(a));
};
