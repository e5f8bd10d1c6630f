/** Writes deploy/grafana/rookery.json from tools/monitoring/panels.ts; `--check` writes nothing and fails where it is stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dashboard } from './monitoring/dashboard.ts';

const file = 'deploy/grafana/rookery.json';
const text = dashboard();
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is stale: run node tools/dashboard.ts.`);
    process.exit(1);
  }
} else writeFileSync(file, text);
