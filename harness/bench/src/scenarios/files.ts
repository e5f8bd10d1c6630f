import { measureBesideUploads } from './files/beside-uploads.ts';
import { measureDownloads } from './files/downloads.ts';
import { measureMemory } from './files/memory.ts';
import { measureScreenshot } from './files/screenshot.ts';
import type { Scenario } from './scenario.ts';

export const files: Scenario = {
  name: 'files',
  about:
    'What pictures and files cost: the node’s memory while 200 MB pass through it; a room of 1,000 that talks beside 20 uploads; downloads through NGINX, where the node only says who may have a file, against an NGINX that serves the same file to everybody, by turns; a screenshot from its posting to its preview at others.',
  run: async (quick) => [
    ...(await measureMemory()),
    ...(await measureBesideUploads(quick)),
    ...(await measureDownloads(quick)),
    ...(await measureScreenshot(quick)),
  ],
};
