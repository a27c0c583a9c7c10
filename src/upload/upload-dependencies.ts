import type { RunLimits } from '../http/request-limits.ts';
import type { Send } from '../http/transport.ts';
import type { Log } from '../model/log.ts';
import type { Api } from '../twelvelabs/api.ts';
import type { Clock } from '../util/clock.ts';

/** Everything that an upload works with. */
export interface UploadDependencies extends RunLimits {
  readonly api: Api;
  /** To the storage, which has another origin than the API and must not see its key. */
  readonly send: Send;
  readonly clock: Clock;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
  /** Is told of every upload URL before its first use: whoever has it can write. */
  readonly mask: (secret: string) => void;
  readonly log: Log;
}
