import { createIndexAction } from './index-action/main.ts';
import { runAsProcess } from './run-action.ts';

runAsProcess(createIndexAction);
