import { existsSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { postgresPrograms } from './postgres.ts';

/** What the tests need beside npm's packages: a command or file that shows it, and Debian's name for it. */
const needed = [
  { isThere: () => has('redis-server'), debian: 'redis-server', what: 'Redis 7 or Valkey (redis-server)' },
  { isThere: () => has('nginx'), debian: 'nginx', what: 'NGINX (nginx)' },
  { isThere: () => has('slapd'), debian: 'slapd', what: 'OpenLDAP (slapd)' },
  { isThere: () => has('ceph-mon'), debian: 'ceph-mon', what: 'Ceph’s monitor (ceph-mon)' },
  { isThere: () => has('ceph-osd'), debian: 'ceph-osd', what: 'Ceph’s disk (ceph-osd)' },
  { isThere: () => has('radosgw'), debian: 'radosgw', what: 'Ceph’s gateway that speaks S3 (radosgw)' },
  { isThere: () => has('ffmpeg') && has('ffprobe'), debian: 'ffmpeg', what: 'FFmpeg (ffmpeg, ffprobe)' },
  { isThere: () => has('clamd'), debian: 'clamav-daemon', what: 'ClamAV (clamd)' },
  { isThere: () => postgresPrograms() !== null, debian: 'postgresql', what: 'PostgreSQL (postgres, initdb)' },
  {
    isThere: () => has('prometheus') && has('promtool'),
    debian: 'prometheus',
    what: 'Prometheus (prometheus, promtool)',
  },
  { isThere: () => has('openssl'), debian: 'openssl', what: 'OpenSSL (openssl)' },
  { isThere: () => has('faketime'), debian: 'faketime', what: 'faketime (faketime)' },
  { isThere: () => has('chromium'), debian: 'chromium', what: 'Chromium (chromium)' },
  { isThere: () => hasFont('noto', 'CJK'), debian: 'fonts-noto-cjk', what: 'a Chinese font (Noto Sans CJK)' },
  {
    isThere: () => hasFont('noto', 'ColorEmoji'),
    debian: 'fonts-noto-color-emoji',
    what: 'an emoji font (Noto Color Emoji)',
  },
];

const has = (command: string): boolean => spawnSync('which', [command], { stdio: 'ignore' }).status === 0;

const hasFont = (family: string, name: string): boolean =>
  ['/usr/share/fonts/opentype', '/usr/share/fonts/truetype'].some(
    (folder) =>
      existsSync(`${folder}/${family}`) && readdirSync(`${folder}/${family}`).some((file) => file.includes(name)),
  );

/** Installs what is missing where that is possible (Debian and Ubuntu, as root); else throws with the names. */
export function installSystemPackages(): void {
  const missing = needed.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  if (!has('apt-get') || process.getuid?.() !== 0)
    throw new Error(
      `The tests need ${missing.map(({ what }) => what).join(', ')}: install ${missing.length === 1 ? 'it' : 'them'}${has('apt-get') ? ` (apt-get install ${missing.map(({ debian }) => debian).join(' ')})` : ''}.`,
    );
  const names = missing.map(({ debian }) => debian);
  console.log(`Installing ${names.join(', ')} with apt-get`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', ...names],
  ]) {
    const done = spawnSync('apt-get', args, { env: environment, encoding: 'utf8', maxBuffer: 64 * 1_048_576 });
    if (done.status !== 0) throw new Error(`apt-get ${args.join(' ')} failed:\n${done.stderr.slice(-2_000)}`);
  }
  const still = needed.filter(({ isThere }) => !isThere());
  if (still.length > 0) throw new Error(`apt-get did not bring ${still.map(({ what }) => what).join(', ')}.`);
}
