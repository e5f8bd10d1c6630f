import { accountBugs } from './account-bugs.ts';
import { backupBugs } from './backup-bugs.ts';
import { clientBugs } from './client-bugs.ts';
import { countingBugs } from './counting-bugs.ts';
import { fileBugs } from './file-bugs.ts';
import { historyBugs } from './history-bugs.ts';
import { keptBugs } from './kept-bugs.ts';
import { movingBugs } from './moving-bugs.ts';
import { pictureBugs } from './picture-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { retentionBugs } from './retention-bugs.ts';
import { rightsBugs } from './rights-bugs.ts';
import { searchBugs } from './search-bugs.ts';
import { serverBugs } from './server-bugs.ts';
import { threadBugs } from './thread-bugs.ts';

export const plantedBugs: readonly PlantedBug[] = [
  ...serverBugs,
  ...rightsBugs,
  ...accountBugs,
  ...clientBugs,
  ...countingBugs,
  ...fileBugs,
  ...searchBugs,
  ...keptBugs,
  ...historyBugs,
  ...retentionBugs,
  ...backupBugs,
  ...movingBugs,
  ...threadBugs,
  ...pictureBugs,
];
