import type { Clock } from '../../clock.ts';
import type { Api } from '../../platform/api.ts';
import type { Send } from '../../platform/http.ts';
import type { Ends } from '../context.ts';

/** Everything that an upload works with. */
export interface UploadWorld extends Ends {
  readonly api: Api;
  /** To the storage, which has another origin than the API and must not see its key. */
  readonly send: Send;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Is told of every upload URL before its first use: whoever has it can write. */
  readonly mask: (secret: string) => void;
  /** Tells people of trouble that is being dealt with. */
  readonly tell: (line: string) => void;
}
