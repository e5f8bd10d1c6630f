/**
 * The twelve tests in three engines, all real: Chromium, Firefox ESR and WebKitGTK, from Debian.
 *   node tests/engines/main.ts [chromium | firefox | webkit …]
 * Screenshots of what failed are in run/engines. Exits 1 if anything failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { startTarget } from '@rookery/testkit/target';
import { TcpProxy } from '@rookery/testkit/tcp-proxy';
import { startChromium } from './chromium.ts';
import type { Engine } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { twelve } from './twelve.ts';
import { startWebKit } from './webkit.ts';

const engines: Readonly<
  Record<string, { readonly packages: readonly string[]; readonly start: () => Promise<Engine> }>
> = {
  chromium: { packages: ['chromium'], start: startChromium },
  firefox: { packages: ['firefox-esr'], start: startFirefox },
  webkit: { packages: ['webkit2gtk-driver', 'xvfb'], start: startWebKit },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in engines));
if (unknown.length > 0)
  throw new Error(`There is no engine ${unknown.join(', ')}: ${Object.keys(engines).join(', ')}.`);
const shots = join(repositoryRoot, 'run/engines');
mkdirSync(shots, { recursive: true });
const target = await startTarget();
let [passed, failed] = [0, 0];
try {
  for (const [kind, { packages, start }] of Object.entries(engines)) {
    if (asked.length > 0 && !asked.includes(kind)) continue;
    install(packages);
    const network = await TcpProxy.open(target.server.port);
    const peer = await guest(target.url, 'peer');
    const name = freshName('lobby');
    const { room } = await peer.ask('room:create', { name, visibility: 'public' });
    const friend = await guest(target.url, 'friend');
    await friend.ask('profile:set', { displayName: '张伟' });
    await friend.ask('room:join', { room: room.id });
    const engine = await start();
    console.log(engine.name);
    try {
      const scene = {
        engine,
        url: `http://127.0.0.1:${network.port}`,
        network,
        peer,
        friend,
        reader: `w${Date.now().toString(36)}`,
        room: { id: String(room.id), name },
      };
      for (const [title, test] of Object.entries(twelve)) {
        const begun = performance.now();
        try {
          await test(scene);
          passed += 1;
          console.log(`  ✓ ${title} (${Math.round(performance.now() - begun)} ms)`);
        } catch (error) {
          failed += 1;
          console.log(`  ✗ ${title}: ${error instanceof Error ? error.message : String(error)}`);
          await engine.screenshot(join(shots, `${kind}-${title.replaceAll(' ', '-')}.png`)).catch(() => undefined);
          network.set({ state: 'pass' });
        }
      }
    } finally {
      await engine.close();
      everyoneLeaves();
      await network.close();
    }
  }
} finally {
  await target.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** As `npm test` does: what is missing is installed where that is possible, else named. */
function install(packages: readonly string[]): void {
  const isThere = (name: string): boolean =>
    spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' }).stdout?.includes('install ok') ??
    false;
  const missing = packages.filter((name) => !isThere(name));
  if (missing.length === 0) return;
  const { status } = spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...missing], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`Install what is missing: apt-get install ${missing.join(' ')}`);
}
