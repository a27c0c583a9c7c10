import { createDeleteAction } from './delete-action/main.ts';
import { runAsProcess } from './run-action.ts';

runAsProcess(createDeleteAction);
