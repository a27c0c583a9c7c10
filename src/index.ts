import { createIndexAction } from './index-action/main.ts';
import { runAction } from './run-action.ts';

runAction(createIndexAction);
