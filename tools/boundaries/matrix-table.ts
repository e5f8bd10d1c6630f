import { layers, mayImport } from './matrix.ts';
import type { Layer } from './matrix.ts';

/** The import matrix as the table of ARCHITECTURE.md: one row a layer. */
export function matrixTable(): string {
  const rows = (Object.keys(layers) as Layer[]).map((layer) => {
    const imports = mayImport[layer];
    return `| ${layer} | \`${layers[layer]}\` | ${imports.length === 0 ? '—' : imports.join(', ')} |`;
  });
  return ['| layer | folder | may import, besides itself |', '|---|---|---|', ...rows].join('\n');
}
