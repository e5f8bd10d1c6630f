/** A package as package-lock.json pins it. */
export type Locked = {
  readonly name: string;
  readonly version: string;
  /** SPDX; '' where the package does not say. */
  readonly licence: string;
  /** A hash of the archive, as `sha512-BASE64`; '' where there is none. */
  readonly integrity: string;
  /** It is part of what runs, and not only of what builds or tests. */
  readonly runs: boolean;
  readonly installScript: boolean;
};

type Entry = {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
};

const folder = 'node_modules/';

/** All packages of others that a package-lock.json (version 3) pins, by name and version. */
export function readLock(text: string): readonly Locked[] {
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Entry>> };
  const found = new Map<string, Locked>();
  for (const [path, entry] of Object.entries(packages)) {
    const at = path.lastIndexOf(folder);
    if (at < 0 || entry.link) continue;
    const name = path.slice(at + folder.length);
    const version = entry.version ?? '';
    const runs = !entry.dev && !entry.devOptional;
    const known = found.get(`${name}@${version}`);
    found.set(`${name}@${version}`, {
      name,
      version,
      licence: entry.license ?? '',
      integrity: entry.integrity ?? '',
      runs: runs || known?.runs === true,
      installScript: entry.hasInstallScript === true,
    });
  }
  return [...found.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}
