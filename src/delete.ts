import { createDeleteAction } from './delete-action/main.ts';
import { runAction } from './run-action.ts';

runAction(createDeleteAction);
