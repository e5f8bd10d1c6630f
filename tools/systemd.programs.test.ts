import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { expect, onTestFinished, test } from 'vitest';

/** Of systemd's own scale, on which 10 is unprotected: times ten, as its option wants it. */
const mostExposed = 20;

test('[DEP-5] systemd takes the units as they are, and finds them well protected', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-units-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = globSync('*.{service,target}', { cwd: join(repositoryRoot, 'deploy/systemd') });
  for (const file of files) {
    const unit = readFileSync(join(repositoryRoot, 'deploy/systemd', file), 'utf8')
      // Nothing is installed in /opt here.
      .replace(/^ExecStart=\/opt\/rookery\/\S+/m, 'ExecStart=/bin/true')
      .replace(/^Documentation=.*$/m, '');
    writeFileSync(join(folder, basename(file).replace('@.', '@1.')), unit);
  }
  const units = globSync('*', { cwd: folder });
  expect(units).toHaveLength(3);
  const analyze = (...args: string[]) => spawnSync('systemd-analyze', args, { cwd: folder, encoding: 'utf8' });
  const verified = analyze('verify', ...units.map((unit) => join(folder, unit)));
  expect([verified.status, verified.stderr]).toEqual([0, '']);
  for (const unit of units.filter((name) => name.endsWith('.service'))) {
    const scored = analyze('security', '--offline=true', `--threshold=${mostExposed}`, join(folder, unit));
    expect(scored.status, `${unit}: ${scored.stdout.trim().split('\n').at(-1)}`).toBe(0);
  }
});
