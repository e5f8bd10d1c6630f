import { runNode } from './composition/run-node.ts';
import { shippedConsumers } from './composition/shipped-consumers.ts';

await runNode(shippedConsumers);
