/** A step of a trace, as Application Insights keeps requests and dependencies. */
export interface TraceStep {
  readonly id: string;
  /** Of the step that called; of somebody outside when no step has this id. */
  readonly parentId?: string;
  readonly name: string;
  /** Cloud role: the app. */
  readonly role: string;
  readonly kind: "request" | "dependency";
  /** e.g. `Microsoft.Storage`. */
  readonly type?: string;
  /** ISO time. */
  readonly began: string;
  readonly ms: number;
  readonly success: boolean;
  /** HTTP status or the name of an error. */
  readonly result: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** A line of a log, or an error that a run of a function ended with. */
export interface TraceLog {
  /** ISO time. */
  readonly at: string;
  readonly role: string;
  /** `verbose`, `information`, `warning`, `error` or `critical`. */
  readonly level: string;
  readonly message: string;
}

export interface Trace {
  /** 32 hexadecimal digits. */
  readonly id: string;
  /** In the order in which they began. */
  readonly steps: readonly TraceStep[];
  readonly logs: readonly TraceLog[];
}

/** A trace in one line. */
export interface TraceSummary {
  readonly id: string;
  /** Of its first step. */
  readonly name: string;
  readonly began: string;
  /** From the beginning of the first to the end of the last step. */
  readonly ms: number;
  readonly steps: number;
  readonly failed: number;
}
