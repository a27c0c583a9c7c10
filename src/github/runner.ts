import * as core from '@actions/core';

/** A line of a file of the workspace. */
interface FileLine {
  readonly path: string;
  readonly line: number;
}

/** What an action uses of the GitHub Actions runner. */
export interface Runner {
  /** The value of an input, trimmed; empty when it is not set. */
  input(name: string): string;
  output(name: string, value: string): void;
  /** Hides a value in all logs from now on. */
  mask(secret: string): void;
  info(line: string): void;
  debug(line: string): void;
  notice(text: string, title: string): void;
  /** `location`: the line of a file to which GitHub attaches the message. */
  warning(text: string, title: string, location?: FileLine | null): void;
  error(text: string, title: string, location?: FileLine | null): void;
  group(title: string, lines: Iterable<string>): void;
  /** Begins a group that lasts until `closeGroup`. */
  openGroup(title: string): void;
  closeGroup(): void;
  /** Appends Markdown to the job summary. Does nothing where there is none: outside a runner, and on old servers. */
  summary(markdown: string): Promise<void>;
}

/** The real runner, through `@actions/core`. */
export function createActionsRunner(): Runner {
  return {
    input: (name) => core.getInput(name),
    output: (name, value) => core.setOutput(name, value),
    mask: (secret) => core.setSecret(secret),
    info: (line) => core.info(line),
    debug: (line) => core.debug(line),
    notice: (text, title) => core.notice(text, { title }),
    warning: (text, title, location) => core.warning(text, { title, ...toProperties(location) }),
    error: (text, title, location) => core.error(text, { title, ...toProperties(location) }),
    group: (title, lines) => {
      core.startGroup(title);
      for (const line of lines) core.info(line);
      core.endGroup();
    },
    openGroup: (title) => core.startGroup(title),
    closeGroup: () => core.endGroup(),
    summary: async (markdown) => {
      if (!process.env['GITHUB_STEP_SUMMARY']) return;
      await core.summary.addRaw(markdown, true).write();
    },
  };
}

function toProperties(location: FileLine | null | undefined): core.AnnotationProperties {
  return location ? { file: location.path, startLine: location.line } : {};
}
