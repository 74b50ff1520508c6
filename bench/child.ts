import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

/** A part of a benchmark in a process of its own, so that it takes no time from the others. */
export class Child<Hello> {
  private constructor(
    private readonly script: string,
    private readonly child: ChildProcess,
    /** What it says once it is ready. */
    readonly hello: Hello,
  ) {}

  /** @param script a file of this folder. @param env what it sees, in place of this process's own environment. */
  static async start<Hello>(
    script: string,
    args: readonly string[] = [],
    env?: NodeJS.ProcessEnv,
  ): Promise<Child<Hello>> {
    const child = fork(resolve(import.meta.dirname, script), args, env === undefined ? {} : { env });
    return new Child(script, child, await messageOf<Hello>(script, child));
  }

  /** Has it do something. @returns its answer. */
  ask<Answer>(job: object): Promise<Answer> {
    const answer = messageOf<Answer>(this.script, this.child);
    this.child.send(job);
    return answer;
  }

  async end(): Promise<void> {
    this.child.kill();
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, "exit");
  }
}

async function messageOf<Message>(script: string, child: ChildProcess): Promise<Message> {
  const done = new AbortController();
  const ended = once(child, "exit", done).then(([code]) => {
    throw new Error(`${script} of the benchmark ended with exit code ${code}`);
  });
  ended.catch(() => undefined);
  const [message] = (await Promise.race([once(child, "message", done), ended])) as [Message];
  done.abort();
  return message;
}
