import { appErrorFrom, messageOf } from '../kernel/errors.js';

/** What a command has to say, and how it exits: 0 done, 1 failed, 2 used wrongly, 78 badly configured. */
export interface CommandResult {
  readonly text: string;
  readonly exitCode: number;
  /** What was asked for, also when it is no success. Default: with exit code 0. */
  readonly isOutput?: boolean;
}

export interface Command<Arguments> {
  /** @throws Error that says what is wrong: an option that does not exist is refused like a value that does not */
  readonly read: (args: readonly string[]) => Arguments;
  readonly run: (args: Arguments) => Promise<CommandResult>;
  /** What is said of a fault. Default: its message. */
  readonly explain?: (thrown: unknown) => string;
}

/** Runs a command as this process: output to stdout, everything else to stderr. Never rejects. */
export async function runCommand<Arguments>({ read, run, explain = (thrown) => appErrorFrom(thrown).message }: Command<Arguments>): Promise<void> {
  const say = ({ text, exitCode, isOutput = exitCode === 0 }: CommandResult): void => {
    (isOutput ? process.stdout : process.stderr).write(text);
    process.exitCode = exitCode;
  };
  let args: Arguments;
  try {
    args = read(process.argv.slice(2));
  } catch (thrown) {
    return say({ text: `${messageOf(thrown)}\nSee --help.\n`, exitCode: 2 });
  }
  try {
    say(await run(args));
  } catch (thrown) {
    say({ text: `${explain(thrown)}\n`, exitCode: 1 });
  }
}
