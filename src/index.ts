import { createRun } from './main.ts';
import { runAsProcess } from './process.ts';

runAsProcess(createRun);
