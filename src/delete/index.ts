import { runAsProcess } from '../process.ts';
import { createDeletion } from './main.ts';

runAsProcess(createDeletion);
