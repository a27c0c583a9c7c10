import { type PlanName, plans } from './limits.ts';
import type { OptionRow, ValueOf } from './option-row.ts';
import { optionTable } from './option-table.ts';

type OptionName = keyof typeof optionTable;

/**
 * Everything that can be set; `option-table.ts` describes each option. Where the documentation, the SDKs and live
 * observations disagree about the platform, an option lets the simulator play either side.
 */
export type SimulatorOptions = { -readonly [Name in OptionName]: ValueOf<(typeof optionTable)[Name]> };

/** A spelling of a filter by `user_metadata`. */
export type FilterSpelling = SimulatorOptions['metadataFilter'][number];

/** The ID of the index that always exists. */
export const defaultIndexId = '000000000000000000000001';

/** The options by name, without their types. */
export const optionRows: ReadonlyMap<string, OptionRow<unknown>> = new Map(Object.entries(optionTable));

export const defaultOptions = Object.fromEntries(
  [...optionRows].map(([name, { initial }]) => [name, initial]),
) as SimulatorOptions;

/**
 * `base` with `changes` on top. A change of `plan` sets the options of that plan, unless `changes` sets them as well.
 * Throws a TypeError on an unknown name or an invalid value, because options also come from a command line and as
 * JSON over HTTP.
 */
export function withOptions(base: SimulatorOptions, changes: Partial<SimulatorOptions>): SimulatorOptions {
  for (const [name, value] of Object.entries(changes)) {
    const row = optionRows.get(name);
    if (row === undefined) throw new TypeError(`there is no option ${name}`);
    if (!row.isValid(value)) {
      throw new TypeError(`option ${name} must be ${row.expected}, not ${JSON.stringify(value)}`);
    }
  }
  return { ...base, ...(changes.plan !== undefined && getPlanOptions(changes.plan)), ...changes };
}

function getPlanOptions(plan: PlanName): Partial<SimulatorOptions> {
  const { source: _, ...figures } = plans[plan];
  return figures;
}
