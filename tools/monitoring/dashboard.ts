import { rows } from './panels.ts';
import type { Panel, Row } from './panels.ts';

const fullWidth = 24;
const sizes = { number: { w: 4, h: 4 }, curves: { w: 8, h: 8 } } as const;
const source = { type: 'prometheus', uid: '${datasource}' };

/** Grafana's JSON of the rows: to be imported, or provisioned from the file. */
export function dashboard(of: readonly Row[] = rows): string {
  let top = 0;
  let id = 0;
  const panels: object[] = [];
  for (const row of of) {
    panels.push({
      id: (id += 1),
      type: 'row',
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y: top, w: fullWidth, h: 1 },
    });
    top += 1;
    let left = 0;
    let tallest = 0;
    for (const panel of row.panels) {
      const { w, h } = sizes[panel.kind];
      if (left + w > fullWidth) {
        left = 0;
        top += tallest;
        tallest = 0;
      }
      panels.push({ id: (id += 1), gridPos: { x: left, y: top, w, h }, ...shown(panel) });
      left += w;
      tallest = Math.max(tallest, h);
    }
    top += tallest;
  }
  const choice = { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', hide: 0 };
  const whole = {
    uid: 'rookery',
    title: 'Rookery',
    description: 'Made by node tools/dashboard.ts from tools/monitoring/panels.ts; needs Grafana 9 or newer.',
    tags: ['rookery'],
    schemaVersion: 37,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    // Restarts, drawn through all panels.
    annotations: {
      list: [
        {
          ...{ name: 'A node started', datasource: source, enable: true, iconColor: 'orange', titleFormat: 'started' },
          ...{ expr: 'changes(process_start_time_seconds{job="rookery"}[1m]) > 0', step: '60s', tagKeys: 'instance' },
        },
      ],
    },
    templating: { list: [choice] },
    panels,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function shown({ kind, title, about, unit, queries }: Panel): object {
  const targets = queries.map(({ expr, legend }, index) => ({
    ...{ refId: String.fromCharCode(65 + index), datasource: source, expr, legendFormat: legend || '__auto' },
    ...(kind === 'number' ? { instant: true } : {}),
  }));
  const common = { title, description: about, datasource: source, targets };
  return kind === 'number'
    ? {
        ...{ type: 'stat', ...common, fieldConfig: { defaults: { unit }, overrides: [] } },
        options: { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'none', graphMode: 'none' },
      }
    : {
        ...{ type: 'timeseries', ...common },
        fieldConfig: { defaults: { unit, custom: { fillOpacity: 8, showPoints: 'never' } }, overrides: [] },
        options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
      };
}

/** Every expression of the dashboard. */
export const expressions = (of: readonly Row[] = rows): readonly string[] =>
  of.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)));
